using System.Collections.Immutable;
using Cornea.Graph;

namespace Cornea.Compilation.Kernels;

/// <summary>
/// A window over images with three spatial axes; those that a tensor lacks come first, with length 1 and one tap. So one kernel
/// serves one, two and three dimensions.
/// </summary>
/// <param name="Batch">Images.</param>
/// <param name="Input">Lengths of the three spatial axes.</param>
/// <param name="Positions">Positions of the window on each of them.</param>
/// <param name="Window">The window.</param>
/// <param name="Channels">Channels of the images.</param>
internal sealed record WindowShape(int Batch, ImmutableArray<int> Input, ImmutableArray<int> Positions, Window Window, int Channels)
{
    public const int Spatial = 3;

    /// <summary>Positions of all images.</summary>
    public int Pixels => checked(Batch * Positions[0] * Positions[1] * Positions[2]);

    /// <summary>Whether no tap of any position lies beside the image.</summary>
    public bool IsInside
    {
        get
        {
            for (var i = 0; i < Spatial; i++)
            {
                var axis = Window.Axes[i];
                if (axis.Low > 0 || (Positions[i] - 1) * axis.Stride - axis.Low + axis.Extent > Input[i])
                    return false;
            }
            return true;
        }
    }

    /// <summary>Whether each position is its own pixel: one tap, no steps, nothing cut off.</summary>
    public bool IsPointwise
    {
        get
        {
            for (var i = 0; i < Spatial; i++)
            {
                if (Window.Axes[i] is not { Size: 1, Stride: 1, Low: 0, High: 0 })
                    return false;
            }
            return true;
        }
    }

    public static WindowShape Of(Window window, Shape x)
    {
        var missing = Spatial - window.Axes.Length;
        if (missing < 0)
        {
            throw new NotSupportedException(
                $"Windows have at most {Spatial} spatial axes, but shape {x} has {window.Axes.Length}. Fold some into the batch.");
        }
        ImmutableArray<int> ones = [.. Enumerable.Repeat(1, missing)];
        var whole = new Window([.. ones.Select(_ => new WindowAxis(1)), .. window.Axes]);
        return new WindowShape(x[0], [.. ones, .. x[1..^1]], [.. ones, .. window.Positions("Window", x)], whole, x[^1]);
    }

    /// <summary>
    /// The same work with the pixels of all images in one row, where each position is its own pixel; they must follow one another in
    /// memory.
    /// Rows of positions are then as long as they can be.
    /// </summary>
    public WindowShape InOneRow => new(1, [1, 1, Pixels], [1, 1, Pixels], Window, Channels);

    /// <summary>A view to images as one row of pixels, or null where these do not lie evenly.</summary>
    public static BufferView? OneRow(BufferView images)
    {
        var channels = images.Lengths[^1];
        var pixels = images.Count / Math.Max(1, channels);
        return images.IsContiguous
            ? images with { Lengths = [1, 1, 1, pixels, channels], Strides = [0, 0, 0, channels, 1] }
            : images.Strides[^1] == 1 ? images.Reshape(new Shape(1, 1, 1, pixels, channels)) : null;
    }

    /// <summary>An view to images as [batch, 3 spatial axes, channels].</summary>
    public static BufferView Images(BufferView view)
    {
        var missing = Spatial + 2 - view.Lengths.Length;
        return view with
        {
            Lengths = [view.Lengths[0], .. Enumerable.Repeat(1, missing), .. view.Lengths.AsSpan()[1..]],
            Strides = [view.Strides[0], .. Enumerable.Repeat(0, missing), .. view.Strides.AsSpan()[1..]],
        };
    }

    /// <summary>An view to a kernel as [3 axes of taps, channels, filters].</summary>
    public static BufferView Kernel(BufferView view)
    {
        var missing = Spatial + 2 - view.Lengths.Length;
        return view with
        {
            Lengths = [.. Enumerable.Repeat(1, missing), .. view.Lengths],
            Strides = [.. Enumerable.Repeat(0, missing), .. view.Strides],
        };
    }

    public override string ToString() => $"{Batch}x{string.Join("x", Input)}x{Channels} by {Window}";
}
