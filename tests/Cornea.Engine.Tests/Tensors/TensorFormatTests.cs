using Shouldly;

namespace Cornea.Tests.Tensors;

/// <summary>Expected texts are what NumPy 1.24 prints for the same arrays.</summary>
public sealed class TensorFormatTests
{
    private static readonly Dictionary<string, (Func<Tensor> Tensor, string Text)> Cases = new()
    {
        ["whole floats end in a point"] = (() => Tensor.From([1.0f, 2.0f, 3.0f]), "[1. 2. 3.]"),
        ["fractions are padded on the right"] = (() => Tensor.From([1.0f, 2.5f, 0.125f]), "[1.    2.5   0.125]"),
        ["a minus takes the sign column"] = (() => Tensor.From([-1.0f, 2.0f, 0.5f]), "[-1.   2.   0.5]"),
        ["minus zero keeps its sign"] = (() => Tensor.From([-0f, 0.0f]), "[-0.  0.]"),
        ["float32 shows the shortest digits"] = (() => Tensor.From([0.1f, 0.2f, 0.3f]), "[0.1 0.2 0.3]"),
        ["float64 sum shows eight digits"] = (() => Tensor.From([0.30000000000000004d, 0.3333333333333333d]), "[0.3        0.33333333]"),
        ["thirds"] = (() => Tensor.From([0.3333333333333333f, 0.6666666666666666f]), "[0.33333334 0.6666667 ]"),
        ["a tie rounds to the even digit"] = (() => Tensor.From([0.001953125f, 0.005859375f]), "[0.00195312 0.00585938]"),
        ["large range goes scientific"] = (() => Tensor.From([0.001f, 2.0f, 1000.0f]), "[1.e-03 2.e+00 1.e+03]"),
        ["1000 times is not yet scientific"] = (() => Tensor.From([1.0f, 1000.0f]), "[   1. 1000.]"),
        ["1001 times is"] = (() => Tensor.From([1.0f, 1001.0f]), "[1.000e+00 1.001e+03]"),
        ["10^8 is scientific"] = (() => Tensor.From([100000000.0f]), "[1.e+08]"),
        ["below 10^8 is not"] = (() => Tensor.From([99999992.0f]), "[99999992.]"),
        ["99999999 in float64"] = (() => Tensor.From([99999999.0d]), "[99999999.]"),
        ["rounding carries into a new digit"] = (() => Tensor.From([99999.999999999d, 1.0d]), "[1.e+05 1.e+00]"),
        ["small is scientific"] = (() => Tensor.From([1.5e-05f, 2e-05f]), "[1.5e-05 2.0e-05]"),
        ["exactly 10^-4 is not scientific"] = (() => Tensor.From([0.0001d, 0.001d]), "[0.0001 0.001 ]"),
        ["digits are filled to the longest"] = (() => Tensor.From([0.1f, 1.2345678e-09f]), "[1.0000000e-01 1.2345678e-09]"),
        ["three exponent digits widen all"] = (() => Tensor.From([1e-05d, 1e+100d]), "[1.e-005 1.e+100]"),
        ["smallest and largest doubles"] = (() => Tensor.From([5e-324d, 1.7976931348623157e+308d]), "[4.94065646e-324 1.79769313e+308]"),
        ["nan and inf are right aligned"] = (() => Tensor.From([1.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity]),
        "[ 1.5  nan  inf -inf]"),
        ["only nan"] = (() => Tensor.From([float.NaN, float.NaN]), "[nan nan]"),
        ["only infinities"] = (() => Tensor.From([float.PositiveInfinity, float.NegativeInfinity]), "[ inf -inf]"),
        ["nan beside whole numbers"] = (() => Tensor.From([float.NaN, 1.0f, 20.0f]), "[nan  1. 20.]"),
        ["zeros"] = (() => Tensor.From([0.0f, 0.0f, 0.0f]), "[0. 0. 0.]"),
        ["0-d float"] = (() => Tensor.From(3.5f), "3.5"),
        ["0-d whole"] = (() => Tensor.From(1f), "1.0"),
        ["0-d float32 tenth"] = (() => Tensor.From(0.1f), "0.1"),
        ["0-d 10^16"] = (() => Tensor.From(1e16), "1e+16"),
        ["0-d below 10^16"] = (() => Tensor.From(123456789012345.0), "123456789012345.0"),
        ["0-d small"] = (() => Tensor.From(1.5e-5f), "1.5e-05"),
        ["0-d nan"] = (() => Tensor.From(float.NaN), "nan"),
        ["0-d bool"] = (() => Tensor.From(true), "True"),
        ["0-d int"] = (() => Tensor.From(-7), "-7"),
        ["0-d large float32"] = (() => Tensor.From(2496679000f), "2496679000.0"),
        ["0-d pi"] = (() => Tensor.From(Math.PI), "3.141592653589793"),
        ["empty"] = (() => Tensor.Zeros([0]), "[]"),
        ["empty with axes"] = (() => Tensor.Zeros([3, 0, 2]), "[]"),
        ["bool"] = (() => Tensor.From([true, false]), "[ True False]"),
        ["bool matrix"] = (() => Tensor.From([true, false, true, true], [2, 2]),
            """
            [[ True False]
             [ True  True]]
            """),
        ["integers are right aligned"] = (() => Tensor.From([1, -20, 300]), "[  1 -20 300]"),
        ["the largest int64"] = (() => Tensor.From([long.MaxValue, long.MinValue]), "[ 9223372036854775807 -9223372036854775808]"),
        ["pixels"] = (() => Tensor.From([(byte)0, (byte)255]), "[  0 255]"),
        ["matrix"] = (() => Tensor.Arange(6).Reshape(2, 3),
            """
            [[0 1 2]
             [3 4 5]]
            """),
        ["three axes"] = (() => Tensor.Arange(12, DType.Float32).Reshape(2, 3, 2) / 4,
            """
            [[[0.   0.25]
              [0.5  0.75]
              [1.   1.25]]

             [[1.5  1.75]
              [2.   2.25]
              [2.5  2.75]]]
            """),
        ["four axes"] = (() => Tensor.Arange(8).Reshape(2, 2, 1, 2),
            """
            [[[[0 1]]

              [[2 3]]]


             [[[4 5]]

              [[6 7]]]]
            """),
        ["a long line wraps"] = (() => Tensor.Arange(40),
            """
            [ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
             24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39]
            """),
        ["a long row of a matrix wraps"] = (() => Tensor.Arange(50, DType.Float32).Reshape(2, 25) / 8,
            """
            [[0.    0.125 0.25  0.375 0.5   0.625 0.75  0.875 1.    1.125 1.25  1.375
              1.5   1.625 1.75  1.875 2.    2.125 2.25  2.375 2.5   2.625 2.75  2.875
              3.   ]
             [3.125 3.25  3.375 3.5   3.625 3.75  3.875 4.    4.125 4.25  4.375 4.5
              4.625 4.75  4.875 5.    5.125 5.25  5.375 5.5   5.625 5.75  5.875 6.
              6.125]]
            """),
        ["1001 elements are summarised"] = (() => Tensor.Arange(1001), "[   0    1    2 ...  998  999 1000]"),
        ["a summary of columns alone"] = (() => Tensor.Arange(1200).Reshape(2, 600),
            """
            [[   0    1    2 ...  597  598  599]
             [ 600  601  602 ... 1197 1198 1199]]
            """),
        ["a summary of rows alone"] = (() => Tensor.Arange(1200).Reshape(600, 2),
            """
            [[   0    1]
             [   2    3]
             [   4    5]
             ...
             [1194 1195]
             [1196 1197]
             [1198 1199]]
            """),
        ["a summary of images"] = (() => Tensor.Arange(3 * 28 * 28).Reshape(3, 28, 28),
            """
            [[[   0    1    2 ...   25   26   27]
              [  28   29   30 ...   53   54   55]
              [  56   57   58 ...   81   82   83]
              ...
              [ 700  701  702 ...  725  726  727]
              [ 728  729  730 ...  753  754  755]
              [ 756  757  758 ...  781  782  783]]

             [[ 784  785  786 ...  809  810  811]
              [ 812  813  814 ...  837  838  839]
              [ 840  841  842 ...  865  866  867]
              ...
              [1484 1485 1486 ... 1509 1510 1511]
              [1512 1513 1514 ... 1537 1538 1539]
              [1540 1541 1542 ... 1565 1566 1567]]

             [[1568 1569 1570 ... 1593 1594 1595]
              [1596 1597 1598 ... 1621 1622 1623]
              [1624 1625 1626 ... 1649 1650 1651]
              ...
              [2268 2269 2270 ... 2293 2294 2295]
              [2296 2297 2298 ... 2321 2322 2323]
              [2324 2325 2326 ... 2349 2350 2351]]]
            """),
        ["a summary looks only at what it prints"] = (() => Tensor.Concat([Tensor.Ones([3]), Tensor.Full([1000], 1e9), Tensor.Ones([3])]),
        "[1. 1. 1. ... 1. 1. 1.]"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tensor_prints_as_NumPy_prints_it(string name)
    {
        var (tensor, text) = Cases[name];
        tensor().ToString().ShouldBe(text.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_tensor_that_waits_for_an_input_prints_its_type() =>
        (Tensor.Input([2, 3], name: "x") * 2).ToString().ShouldBe("float32 (2, 3), computed from the input 'x'");
}
