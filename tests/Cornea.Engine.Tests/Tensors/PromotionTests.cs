using Shouldly;

namespace Cornea.Tests.Tensors;

public sealed class PromotionTests
{
    // Keras's table (keras.backend.result_type, the lattice of JAX), written out: rows and columns in the order of DType, as
    // b = bool, u1 u2 u4 unsigned, i1 i2 i4 i8 signed integers of that many bytes, bf = bfloat16, f2 f4 f8 floats.
    private const string Table = """
           b  u1 i1 u2 i2 u4 i4 i8 bf f2 f4 f8
        b  b  u1 i1 u2 i2 u4 i4 i8 bf f2 f4 f8
        u1 u1 u1 i2 u2 i2 u4 i4 i8 bf f2 f4 f8
        i1 i1 i2 i1 i4 i2 i8 i4 i8 bf f2 f4 f8
        u2 u2 u2 i4 u2 i4 u4 i4 i8 bf f2 f4 f8
        i2 i2 i2 i2 i4 i2 i8 i4 i8 bf f2 f4 f8
        u4 u4 u4 i8 u4 i8 u4 i8 i8 bf f2 f4 f8
        i4 i4 i4 i4 i4 i4 i8 i4 i8 bf f2 f4 f8
        i8 i8 i8 i8 i8 i8 i8 i8 i8 bf f2 f4 f8
        bf bf bf bf bf bf bf bf bf bf f4 f4 f8
        f2 f2 f2 f2 f2 f2 f2 f2 f2 f4 f2 f4 f8
        f4 f4 f4 f4 f4 f4 f4 f4 f4 f4 f4 f4 f8
        f8 f8 f8 f8 f8 f8 f8 f8 f8 f8 f8 f8 f8
        """;

    private static readonly Dictionary<string, DType> Short = new()
    {
        ["b"] = DType.Bool,
        ["u1"] = DType.UInt8,
        ["i1"] = DType.Int8,
        ["u2"] = DType.UInt16,
        ["i2"] = DType.Int16,
        ["u4"] = DType.UInt32,
        ["i4"] = DType.Int32,
        ["i8"] = DType.Int64,
        ["bf"] = DType.BFloat16,
        ["f2"] = DType.Float16,
        ["f4"] = DType.Float32,
        ["f8"] = DType.Float64,
    };

    [Fact]
    public void Two_types_have_the_type_that_Keras_gives_them()
    {
        var lines = Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var columns = lines[0];
        columns.Length.ShouldBe(Enum.GetValues<DType>().Length);
        lines.Length.ShouldBe(columns.Length + 1);
        foreach (var line in lines[1..])
        {
            for (var i = 0; i < columns.Length; i++)
            {
                var (a, b) = (Short[line[0]], Short[columns[i]]);
                DTypes.Promote(a, b).ShouldBe(Short[line[i + 1]], $"{a} with {b}");
                (Tensor.Ones([2], a) + Tensor.Ones([2], b)).DType.ShouldBe(Short[line[i + 1]], $"{a} + {b}");
            }
        }
    }

    [Fact]
    public void A_plain_number_takes_the_type_of_the_tensor_unless_it_is_of_a_higher_kind()
    {
        foreach (var dtype in Enum.GetValues<DType>())
        {
            var x = Tensor.Ones([2], dtype);
            (x * 2).DType.ShouldBe(dtype == DType.Bool ? DType.Int32 : dtype);
            (x * 0.5).DType.ShouldBe(dtype.IsFloat() ? dtype : DType.Float32);
            (x * true).DType.ShouldBe(dtype);
            (2 - x).DType.ShouldBe(dtype == DType.Bool ? DType.Int32 : dtype);
        }
        Tensor.Where(Tensor.From([true]), 1, 2).DType.ShouldBe(DType.Int32);
        Tensor.Where(Tensor.From([true]), 1, 0.5).DType.ShouldBe(DType.Float32);
        Tensor.Where(Tensor.From([true]), true, false).DType.ShouldBe(DType.Bool);
        Tensor.Where(Tensor.From([true]), true, 2).DType.ShouldBe(DType.Int32);
    }

    [Fact]
    public void Quotients_are_floating()
    {
        foreach (var dtype in Enum.GetValues<DType>())
            (Tensor.Ones([2], dtype) / 2).DType.ShouldBe(dtype.IsFloat() ? dtype : DType.Float32);
    }
}
