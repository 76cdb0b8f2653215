using Cornea.Graph.Ops;

namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>The largest element of each window, over 1 to 3 spatial axes. The gradient goes to the first of equal elements.</summary>
    /// <param name="size">The window's length per spatial axis; one number for all.</param>
    /// <param name="strides">Strides of the window; one number for all, none for the window's size.</param>
    /// <param name="padding"><see cref="Padding.Valid"/>, or <see cref="Padding.Same"/>, where what is added is smaller than any
    /// element.</param>
    /// <returns>(batch, positions..., channels).</returns>
    /// <exception cref="ShapeException">There are no spatial axes, or the window is larger than one of them.</exception>
    public Tensor MaxPool(ReadOnlySpan<int> size, ReadOnlySpan<int> strides = default, Padding padding = Padding.Valid) =>
        Pooled(nameof(MaxPool), PoolKind.Maximum, size, strides, padding);

    /// <summary>The mean of each window, over 1 to 3 spatial axes.</summary>
    /// <param name="size">The window's length per spatial axis; one number for all.</param>
    /// <param name="strides">Strides of the window; one number for all, none for the window's size.</param>
    /// <param name="padding"><see cref="Padding.Valid"/>, or <see cref="Padding.Same"/>, where what is added does not count.</param>
    /// <returns>(batch, positions..., channels).</returns>
    /// <exception cref="ShapeException">There are no spatial axes, or the window is larger than one of them.</exception>
    public Tensor AveragePool(ReadOnlySpan<int> size, ReadOnlySpan<int> strides = default, Padding padding = Padding.Valid) =>
        Pooled(nameof(AveragePool), PoolKind.Average, size, strides, padding);

    private Tensor Pooled(string who, PoolKind kind, ReadOnlySpan<int> size, ReadOnlySpan<int> strides, Padding padding)
    {
        if (Rank is < 3 or > 5 || size.IsEmpty)
        {
            throw new ShapeException(
                $"{who} expects (batch, 1 to 3 spatial axes, channels) and a window size, but received {Shape} and {size.Length} sizes.");
        }
        var sizes = PerAxis(who, "sizes", size, Rank - 2, 1);
        var window = WindowOf(who, this, sizes, strides.IsEmpty ? sizes : strides, default, padding);
        return new Tensor(new Pool(kind, window), [DType.IsFloat() ? this : ToFloat32()]);
    }
}
