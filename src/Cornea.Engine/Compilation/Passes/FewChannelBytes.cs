using Cornea.Graph.Ops;

namespace Cornea.Compilation.Passes;

/// <summary>
/// A convolution of int8 with few channels, whose sums are wanted in float32, as the same convolution in float32: a window's channels fill
/// no vector of bytes, and the sums are the same whole numbers, since none of them leaves those that float32 has.
/// </summary>
internal static class FewChannelBytes
{
    // Fewer than any algorithm wants that rounds on the way, as Winograd's does.
    private const int MostChannels = 7;
    // Products of two int8 are at most 2^14, and float32 has all whole numbers up to 2^24.
    private const int MostTerms = 1 << (24 - 14);

    /// <summary>The convolution in float32; null where this does not fit.</summary>
    /// <param name="sums">What is cast to float32.</param>
    /// <param name="make">Makes a simplified node.</param>
    public static Tensor? Of(Tensor sums, Simplify.Maker make)
    {
        if (sums.Op is not Convolution { Groups: 1 } convolution || sums.Inputs[0].DType != DType.Int8)
            return null;
        var (x, kernel) = (sums.Inputs[0], sums.Inputs[1]);
        return x.Shape[^1] <= MostChannels && kernel.Shape.Size / Math.Max(1, kernel.Shape[^1]) <= MostTerms
            ? make(convolution, make(new Cast(DType.Float32), x), Floats(kernel, make)) : null;
    }

    // Weights that are known stay known, so that they are packed or transformed once and not in each run.
    private static Tensor Floats(Tensor kernel, Simplify.Maker make)
    {
        if (kernel.Known is not { } bytes)
            return make(new Cast(DType.Float32), kernel);
        var floats = new HostMemory(kernel.Type with { DType = DType.Float32 }, cleared: false);
        for (var i = 0; i < kernel.Size; i++)
            floats.Set(i, bytes[i]);
        return new Tensor(floats);
    }
}
