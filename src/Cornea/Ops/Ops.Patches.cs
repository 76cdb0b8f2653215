namespace Cornea;

public static partial class Ops
{
    /// <summary>The patches of images as columns. Keras: <c>ops.unfold</c>.</summary>
    /// <param name="x">(batch, channels, height, width).</param>
    /// <param name="size">Rows and columns of a patch.</param>
    /// <param name="dilation">How far the pixels of a patch lie apart: one number, or one for rows and one for columns; 1 where none is
    /// given.</param>
    /// <param name="padding">Zeros added above and below, left and right; none where not given.</param>
    /// <param name="stride">How far patches lie apart; 1 where none is given.</param>
    /// <returns>(batch, channels · patch rows · patch columns, patches).</returns>
    /// <exception cref="ShapeException">A patch does not fit.</exception>
    public static Tensor Unfold(
        Tensor x, (int Height, int Width) size, PerAxis dilation = default, PerAxis padding = default, PerAxis stride = default)
    {
        if (x.Rank != 4)
        {
            throw new ShapeException(
                $"Ops.Unfold expects images (batch, channels, height, width), but received shape {x.Shape}. Reshape them.");
        }
        var grid = new PatchGrid("Unfold", (x.Shape[2], x.Shape[3]), size, dilation, padding, stride);
        var (high, wide) = grid.Padding;
        var padded = x.Pad([0, 0, high, wide], [0, 0, high, wide]);
        // One plane for each pixel of a patch: the pixels at which the patches have it.
        var planes = grid.Pixels.Select(pixel =>
            padded[.., .., Every(pixel.Top, grid.Rows, grid.Stride.Height), Every(pixel.Left, grid.Columns, grid.Stride.Width)]);
        return Tensor.Stack([.. planes], 2).Reshape(new Shape(x.Shape[0], x.Shape[1] * grid.Area, grid.Rows * grid.Columns));
    }

    /// <summary>Images as the sum of their patches: what <see cref="Unfold"/> does, backwards. Keras: <c>ops.fold</c>.</summary>
    /// <param name="x">(batch, channels · patch rows · patch columns, patches).</param>
    /// <param name="outputSize">Rows and columns of the images.</param>
    /// <param name="size">Rows and columns of a patch.</param>
    /// <param name="dilation">How far the pixels of a patch lie apart.</param>
    /// <param name="padding">Zeros that were added on each side.</param>
    /// <param name="stride">How far patches lie apart.</param>
    /// <returns>(batch, channels, height, width).</returns>
    /// <exception cref="ShapeException">The patches are not those of such images.</exception>
    public static Tensor Fold(
        Tensor x, (int Height, int Width) outputSize, (int Height, int Width) size, PerAxis dilation = default, PerAxis padding = default,
        PerAxis stride = default)
    {
        var grid = new PatchGrid("Fold", outputSize, size, dilation, padding, stride);
        var (rows, columns, area) = (grid.Rows, grid.Columns, grid.Area);
        if (x.Rank != 3 || x.Shape[1] % area != 0 || x.Shape[2] != rows * columns)
        {
            throw new ShapeException(
                $"Ops.Fold expects (batch, channels · {area}, {rows * columns}) for images of {outputSize.Height} by " +
                $"{outputSize.Width}, but received shape {x.Shape}. Give the numbers they were unfolded with.");
        }
        var pixels = x.Reshape(new Shape(x.Shape[0], x.Shape[1] / area, area, rows, columns));
        var (tall, wide) = (outputSize.Height + 2 * grid.Padding.Height, outputSize.Width + 2 * grid.Padding.Width);
        var (down, right) = grid.Stride;
        Tensor? whole = null;
        foreach (var (index, (top, left)) in grid.Pixels.Index())
        {
            var (below, beside) = (tall - top - (rows - 1) * down - 1, wide - left - (columns - 1) * right - 1);
            var strewn = pixels.Narrow(2, index, 1).Squeeze(2)
                .Pad([0, 0, top, left], [0, 0, below, beside], [0, 0, down - 1, right - 1], 0);
            whole = whole is null ? strewn : whole + strewn;
        }
        return whole!.Narrow(2, grid.Padding.Height, outputSize.Height).Narrow(3, grid.Padding.Width, outputSize.Width);
    }

    private static Cornea.Slice Every(int first, int count, int step) => Cornea.Slice.Step(first, first + (count - 1) * step + 1, step);
}
