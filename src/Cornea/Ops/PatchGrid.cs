namespace Cornea;

/// <summary>Where the patches of an image lie.</summary>
internal sealed class PatchGrid
{
    private readonly (int Height, int Width) _size;
    private readonly (int Height, int Width) _dilation;

    public PatchGrid(
        string who, (int Height, int Width) image, (int Height, int Width) size, PerAxis dilation, PerAxis padding, PerAxis stride)
    {
        _size = size;
        _dilation = Pair(dilation, 1, 1);
        Padding = Pair(padding, 0, 0);
        Stride = Pair(stride, 1, 1);
        if (size.Height < 1 || size.Width < 1)
            throw new ArgumentException($"Ops.{who} expects patches of 1 pixel or more, but received {size}.", nameof(size));
        Rows = Count(image.Height + 2 * Padding.Height, size.Height, _dilation.Height, Stride.Height);
        Columns = Count(image.Width + 2 * Padding.Width, size.Width, _dilation.Width, Stride.Width);
        if (Rows < 1 || Columns < 1)
        {
            throw new ShapeException(
                $"Ops.{who} cannot place a patch of {size.Height} by {size.Width} pixels, {_dilation} apart, in an image of " +
                $"{image.Height} by {image.Width} with {Padding} zeros on each side. Take smaller patches.");
        }

        (int Height, int Width) Pair(PerAxis numbers, int otherwise, int least)
        {
            var pair = numbers.Count == 0 ? (otherwise, otherwise) : (numbers[0], numbers[numbers.Count - 1]);
            return numbers.Count <= 2 && pair.Item1 >= least && pair.Item2 >= least ? pair : throw new ArgumentException(
                $"Ops.{who} expects one number or two of {least} or more, but received [{string.Join(", ", numbers)}].");
        }
    }

    public (int Height, int Width) Padding { get; }

    public (int Height, int Width) Stride { get; }

    /// <summary>How many patches lie below each other.</summary>
    public int Rows { get; }

    /// <summary>How many patches lie beside each other.</summary>
    public int Columns { get; }

    /// <summary>Pixels of a patch.</summary>
    public int Area => _size.Height * _size.Width;

    /// <summary>Where the pixels of the first patch lie.</summary>
    public IEnumerable<(int Top, int Left)> Pixels => Enumerable.Range(0, Area)
        .Select(i => (i / _size.Width * _dilation.Height, i % _size.Width * _dilation.Width));

    private static int Count(int length, int size, int dilation, int stride) =>
        length < (size - 1) * dilation + 1 ? 0 : (length - (size - 1) * dilation - 1) / stride + 1;
}
