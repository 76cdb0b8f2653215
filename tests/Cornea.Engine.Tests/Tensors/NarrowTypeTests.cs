using Shouldly;

namespace Cornea.Tests.Tensors;

public sealed class NarrowTypeTests
{
    [Theory]
    [InlineData(1f, 0x3F80)]
    [InlineData(-2f, 0xC000)]
    [InlineData(3.140625f, 0x4049)]
    [InlineData(1.00390625f, 0x3F80)] // halfway between 1 and its successor: to the even one
    [InlineData(1.01171875f, 0x3F82)] // halfway above an odd one: up
    [InlineData(3.4028235e38f, 0x7F80)] // beyond the largest, 3.39e38
    [InlineData(float.NegativeInfinity, 0xFF80)]
    [InlineData(1e-40f, 0x0001)] // below the normal numbers: 1.09 of the smallest, 2^-133
    public void BFloat16_is_the_nearest_number(float value, ushort bits)
    {
        BFloat16.ToBits((BFloat16)value).ShouldBe(bits);
        BFloat16.ToBits((BFloat16)(double)value).ShouldBe(bits);
    }

    [Fact]
    public void BFloat16_of_a_double_is_rounded_once()
    {
        // Just above the midpoint of 1 and 1.0078125; as a float it is the midpoint, which would go down to the even 1.
        const double above = 1.00390625 + 1e-12;
        ((float)(BFloat16)above).ShouldBe(1.0078125f);
        ((float)(BFloat16)(1.00390625 - 1e-12)).ShouldBe(1f);
    }

    [Fact]
    public void BFloat16_keeps_NaN_and_compares_as_a_float()
    {
        float.IsNaN((BFloat16)float.NaN).ShouldBeTrue();
        float.IsNaN((BFloat16)BitConverter.UInt32BitsToSingle(0x7F800001)).ShouldBeTrue();
        ((BFloat16)1f < (float)(BFloat16)2f).ShouldBeTrue();
        ((BFloat16)0f == (BFloat16)(-0f)).ShouldBeTrue();
        ((BFloat16)float.NaN == (BFloat16)float.NaN).ShouldBeFalse();
        ((BFloat16)1.5f).ToString().ShouldBe("1.5");
    }

    // Every pair of types, against C#'s own conversions of single numbers.
    [Fact]
    public void Every_cast_rounds_or_wraps_around()
    {
        double[] numbers = [0, 1, 2, 3.5, 100.75, 127, 128, 200, 255, 256, 300.25, 32767, 40000, 65504, 70000, 1e6, -1, -2.5, -128, -129,
            -40000];
        foreach (var from in Enum.GetValues<DType>())
        {
            foreach (var to in Enum.GetValues<DType>())
            {
                // 40 elements, so that vectors and what is left of them are both met.
                var source = Tensor.From(Enumerable.Range(0, 40).Select(i => numbers[i % numbers.Length]).ToArray()).Cast(from).Compute();
                var given = source.ToArray<double>();
                var found = source.Cast(to).ToArray<double>();
                for (var i = 0; i < given.Length; i++)
                    found[i].ShouldBe(Converted(given[i], to), $"{given[i]} from {from} to {to}");
            }
        }
    }

    [Fact]
    public void Each_op_on_16_bits_rounds_its_result()
    {
        // 2048 + 1 lies between 2048 and 2050 and goes to the even 2048, twice; float32 in between would give 2050.
        var x = Tensor.From([(Half)2048]);
        (x + 1 + 1).ToArray<float>().ShouldBe([2048f]);
        var y = Tensor.From([(BFloat16)256f]);
        (y + 1 + 1).ToArray<float>().ShouldBe([256f]);
    }

    [Fact]
    public void Sums_and_products_of_16_bits_are_rounded_once()
    {
        // One by one in float16, 2049 ones would stop at 2048 = 2048 + 1.
        Tensor.Ones([4100], DType.Float16).Sum().Item<double>().ShouldBe(4100);
        Tensor.Ones([600], DType.BFloat16).Sum().Item<double>().ShouldBe(600);
        var product = Tensor.MatMul(Tensor.Ones([1, 4100], DType.Float16), Tensor.Ones([4100, 1], DType.Float16));
        product.DType.ShouldBe(DType.Float16);
        product.Item<double>().ShouldBe(4100);
    }

    [Fact]
    public void A_mean_of_float16_does_not_overflow()
    {
        var x = Tensor.Full([200], 60000, DType.Float16);
        x.Mean().Item<double>().ShouldBe(60000, 16);
        x.Mean().DType.ShouldBe(DType.Float16);
        x.StandardDeviation().Item<double>().ShouldBe(0);
    }

    [Fact]
    public void Sums_of_narrow_integers_are_wide()
    {
        Tensor.Full([300], 255, DType.UInt8).Sum().Item<int>().ShouldBe(76_500);
        Tensor.Full([300], 255, DType.UInt8).Sum().DType.ShouldBe(DType.Int32);
        Tensor.Full([300], -128, DType.Int8).Sum().Item<int>().ShouldBe(-38_400);
        Tensor.Full([300], 65535, DType.UInt16).Sum().Item<long>().ShouldBe(19_660_500);
        Tensor.Full([300], 65535, DType.UInt16).Sum().DType.ShouldBe(DType.UInt32);
        Tensor.Full([3], 200, DType.UInt8).Product().Item<int>().ShouldBe(8_000_000);
        Tensor.From([true, true, false]).Sum().Item<int>().ShouldBe(2);
        Tensor.From([true, true, false]).CumulativeSum(0).ToArray<int>().ShouldBe([1, 2, 2]);
        Tensor.Full([300], 255, DType.UInt8).Mean().Item().ShouldBe(255f);
    }

    [Fact]
    public void Arithmetic_of_narrow_integers_wraps_around()
    {
        (Tensor.From([(sbyte)127]) + 1).ToArray<sbyte>().ShouldBe([(sbyte)-128]);
        (Tensor.From([(short)-32768]) - 1).ToArray<short>().ShouldBe([(short)32767]);
        (Tensor.From([(ushort)0]) - 1).ToArray<ushort>().ShouldBe([ushort.MaxValue]);
        (Tensor.From([4_000_000_000u]) + 500_000_000).ToArray<uint>().ShouldBe([205_032_704u]);
        (Tensor.From([(byte)200]) * 2).ToArray<byte>().ShouldBe([(byte)144]);
        Tensor.From([(sbyte)-128]).Abs().ToArray<sbyte>().ShouldBe([(sbyte)-128]);
        Tensor.From([(sbyte)-7]).FloorDivide(2).ToArray<sbyte>().ShouldBe([(sbyte)-4]);
    }

    [Fact]
    public void Gradients_have_the_type_of_what_they_are_by()
    {
        var x = Tensor.From([(Half)1.5f, (Half)(-2f)]);
        var gradient = Gradients.Of((x * x).ToFloat32().Sum(), [x])[0];
        gradient.DType.ShouldBe(DType.Float16);
        gradient.ToArray<float>().ShouldBe([3f, -4f]);
    }

    [Fact]
    public void Values_print_as_NumPy_prints_them()
    {
        // NumPy 1.24.2: np.array([0.1, 1/3, 1000], np.float16), np.array([0.1, 1/3], np.float16), np.float16(0.1)
        Tensor.From([(Half)0.1f, (Half)(1 / 3f), (Half)1000f]).ToString().ShouldContain("[9.998e-02 3.333e-01 1.000e+03]");
        Tensor.From([(Half)0.1f, (Half)(1 / 3f)]).ToString().ShouldContain("[0.1    0.3333]");
        Tensor.From((Half)0.1f).ToString().ShouldContain("0.1");
        Tensor.From([(sbyte)-128, (sbyte)5]).ToString().ShouldContain("[-128    5]");
        Tensor.From([4_000_000_000u]).ToString().ShouldContain("[4000000000]");
    }

    [Fact]
    public void Bytes_are_copied_as_they_lie()
    {
        var x = Tensor.Create(new TensorType([2], DType.Float16), bytes => BitConverter.TryWriteBytes(bytes, (Half)1.5f));
        x.ToArray<float>().ShouldBe([1.5f, 0f]);
        x.AsBytes().Length.ShouldBe(4);
        var variable = new Variable(x);
        variable.AssignBytes([0, 0, 0x00, 0x40]);
        variable.AsSpan<Half>().ToArray().ShouldBe([(Half)0f, (Half)2f]);
        Should.Throw<ShapeException>(() => variable.AssignBytes([1])).Message.ShouldContain("4 bytes, but received 1");
    }

    private static double Converted(double value, DType to) => to switch
    {
        DType.Bool => value != 0 ? 1 : 0,
        DType.UInt8 => unchecked((byte)(long)value),
        DType.Int8 => unchecked((sbyte)(long)value),
        DType.UInt16 => unchecked((ushort)(long)value),
        DType.Int16 => unchecked((short)(long)value),
        DType.UInt32 => unchecked((uint)(long)value),
        DType.Int32 => unchecked((int)(long)value),
        DType.Int64 => (long)value,
        DType.BFloat16 => (BFloat16)value,
        DType.Float16 => (double)(Half)value,
        DType.Float32 => (float)value,
        DType.Float64 => value,
    };
}
