using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;

namespace Cornea.Devices.Cpu.Convolution.Winograd;

/// <summary>What <see cref="VectorWinogradTransforms{V, O}"/> computes, for the widest vectors of this machine.</summary>
internal abstract unsafe class WinogradTransforms
{
    /// <summary>Taps of a window along an axis.</summary>
    public const int Taps = 3;

    /// <summary>Positions of a tile along an axis.</summary>
    public const int Side = 4;

    /// <summary>Points along an axis, and pixels that a tile sees.</summary>
    public const int Points = Side + Taps - 1;

    /// <summary>Points of a tile: that many products of matrices stand for the convolution.</summary>
    public const int Positions = Points * Points;

    /// <summary>Elements between the points of a block, so that they do not all fall into the same set of the nearest cache.</summary>
    public const int Gap = 16;

    /// <summary>Bytes of a block at all points that stay in the second cache.</summary>
    public const long MostScratch = 384 * 1024;

    /// <summary>Channels and filters come in multiples of this, whole vectors on every machine.</summary>
    private const int Multiple = 16;

    // Larger kernels, transformed four times as large, no longer come from the caches in time.
    private const long MostFilterElements = 256 * 256;
    private const int LeastTiles = 4;
    private const int MostColumns = 256;

    /// <summary>The transforms for this machine.</summary>
    public static WinogradTransforms Best { get; } =
        Vector512.IsHardwareAccelerated ? new VectorWinogradTransforms<Vector512<float>, Vector512Operations<float>>()
        : Vector256.IsHardwareAccelerated ? new VectorWinogradTransforms<Vector256<float>, Vector256Operations<float>>()
        : new VectorWinogradTransforms<Vector128<float>, Vector128Operations<float>>();

    /// <summary>Elements of a vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>Elements of scratch that a transform needs.</summary>
    public int ScratchElements => Positions * Lanes;

    /// <summary>
    /// Whether a convolution, or its gradient by the kernel, is faster this way: 3x3 taps on images of two axes without steps, so many
    /// channels that the transforms do not matter. It does not depend on the batch, so a sample's bits do not either.
    /// </summary>
    public static bool Fits(WindowShape shape, int groups, int filters, DType dtype)
    {
        var axes = shape.Window.Axes;
        if (dtype != DType.Float32 || groups != 1 || shape.Channels % Multiple != 0 || filters % Multiple != 0 || shape.Channels == 0
            || filters == 0
            || (long)shape.Channels * filters > MostFilterElements)
        {
            return false;
        }
        if (axes[0] is not { Size: 1, Stride: 1, Low: 0, High: 0 } || shape.Input[0] != 1
            || axes[1] is not { Size: Taps, Stride: 1, Dilation: 1 } || axes[2] is not { Size: Taps, Stride: 1, Dilation: 1 })
        {
            return false;
        }
        var (rows, columns) = (shape.Positions[1], shape.Positions[2]);
        var tiles = WinogradTiles.OfImage(shape);
        return tiles >= LeastTiles && 2 * tiles * Positions <= (long)rows * columns * Taps * Taps && columns <= MostColumns;
    }

    /// <summary>The 6x6 pixels of a tile at its 36 points.</summary>
    /// <param name="pixels">Where the channels of each pixel lie.</param>
    /// <param name="channels">How many: whole vectors.</param>
    /// <param name="target">Where the first point's channels go.</param>
    /// <param name="step">Elements from one point to the next.</param>
    /// <param name="scratch">Memory.</param>
    public abstract void Input(float** pixels, int channels, float* target, nint step, float* scratch);

    /// <summary>The 3x3 taps of a kernel at the 36 points.</summary>
    /// <param name="taps">Filters of the first tap.</param>
    /// <param name="tapStep">Dilation rate.</param>
    /// <param name="width">Filters: whole vectors.</param>
    /// <param name="target">Where the first point's filters go.</param>
    /// <param name="step">Elements from one point to the next.</param>
    /// <param name="scratch">Memory.</param>
    public abstract void Filter(float* taps, nint tapStep, int width, float* target, nint step, float* scratch);

    /// <summary>The 4x4 positions of a tile, or the first of them, from the products at the 36 points.</summary>
    /// <param name="product">Filters of the first point.</param>
    /// <param name="step">Elements from one point to the next.</param>
    /// <param name="width">Filters: whole vectors.</param>
    /// <param name="target">Filters of the first position.</param>
    /// <param name="line">Elements from one row of positions to the next.</param>
    /// <param name="pixel">Elements from one position to the next.</param>
    /// <param name="rows">Rows of positions that there are, at most 4.</param>
    /// <param name="columns">Positions of a row that there are, at most 4.</param>
    /// <param name="scratch">Memory.</param>
    public abstract void Output(float* product, nint step, int width, float* target, nint line, nint pixel, int rows, int columns,
        float* scratch);

    /// <summary>The gradient of the 4x4 positions of a tile at the 36 points.</summary>
    /// <param name="pixels">Where the filters of each position lie.</param>
    /// <param name="filters">How many: whole vectors.</param>
    /// <param name="target">Where the first point's filters go.</param>
    /// <param name="step">Elements from one point to the next.</param>
    /// <param name="scratch">Memory.</param>
    public abstract void Gradient(float** pixels, int filters, float* target, nint step, float* scratch);

    /// <summary>The gradient of the 3x3 taps from its sums at the 36 points.</summary>
    /// <param name="sums">Filters of the first point.</param>
    /// <param name="step">Elements from one point to the next.</param>
    /// <param name="width">Filters: whole vectors.</param>
    /// <param name="target">Filters of the first tap.</param>
    /// <param name="tapStep">Dilation rate.</param>
    /// <param name="scratch">Memory.</param>
    public abstract void KernelGradient(float* sums, nint step, int width, float* target, nint tapStep, float* scratch);
}
