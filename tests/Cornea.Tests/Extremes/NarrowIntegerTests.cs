using Shouldly;

namespace Cornea.Tests.Extremes;

/// <summary>What is computed of narrow integers does not wrap around on the way.</summary>
public sealed class NarrowIntegerTests
{
    [Fact]
    public void Sums_products_and_running_ones_are_of_32_bits()
    {
        var bytes = Tensor.Full([300], 255, DType.UInt8);
        bytes.Sum().Item<int>().ShouldBe(76_500);
        bytes.CumulativeSum(0)[^1].Item<int>().ShouldBe(76_500);
        Tensor.Full([3], 100, DType.Int8).CumulativeProduct(0).ToArray<int>().ShouldBe([100, 10_000, 1_000_000]);
        Tensor.Full([2], 60_000, DType.UInt16).CumulativeSum(0).ToArray<uint>().ShouldBe([60_000u, 120_000u]);
        // Keras keeps the type in these two.
        Cornea.Ops.CumSum(bytes.Narrow(0, 0, 2)).ToArray<byte>().ShouldBe([(byte)255, (byte)254]);
        Cornea.Ops.CumSum(bytes, dtype: DType.Int32)[^1].Item<int>().ShouldBe(76_500);
        Cornea.Ops.CumSum(Tensor.From([true, true])).ToArray<int>().ShouldBe([1, 2]);
    }

    [Fact]
    public void Pictures_of_bytes_have_the_colours_of_floats()
    {
        // Red 255, green 1, blue 255: hue 5/6 (magenta), saturation 254/255.
        var hsv = ImageOps.RgbToHsv(Tensor.From([(byte)255, (byte)1, (byte)255], [1, 1, 3])).ToArray();
        hsv.ShouldBe([5 / 6f, 254 / 255f, 255f], 1e-5);
    }

    [Fact]
    public void Batch_normalization_subtracts_whole_means_as_floats()
    {
        var x = Tensor.From([(byte)255, (byte)10], [1, 2]);
        var mean = Tensor.From([(byte)255, (byte)20]);
        Cornea.Ops.BatchNormalization(x, mean, Tensor.From([(byte)4, (byte)4]), epsilon: 0).ToArray().ShouldBe([0f, -5f], 1e-5);
    }

    [Fact]
    public void Counts_below_zero_are_named() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Cornea.Ops.Repeat(Tensor.From([1, 2]), Tensor.From([1, -1])))
            .Message.ShouldContain("Ops.Repeat expects counts of 0 or more, but received -1");
}
