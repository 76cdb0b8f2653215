namespace Cornea.Layers;

/// <summary>
/// Equalizes the histogram of each tile of an image, with a limit to what it may add, and blends between the tiles (CLAHE).
/// Keras: <c>keras.layers.ContrastLimitedAdaptiveHistogramEqualization</c>.
/// </summary>
/// <remarks>Output of the input's shape. Sources: Zuiderveld, "Contrast limited adaptive histogram equalization", 1994; Keras,
/// <c>layers/preprocessing/image_preprocessing/clahe.py</c>.</remarks>
public sealed class ContrastLimitedAdaptiveHistogramEqualization : ImageLayer
{
    private const int Bins = 256;

    /// <summary>Initializes the layer.</summary>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="clipLimit">How many times its fair share a column of a histogram may hold; what is above is spread over all. 0
    /// for no limit.</param>
    /// <param name="tileGridSize">How many tiles down and across; 8 and 8 where null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public ContrastLimitedAdaptiveHistogramEqualization(
        (double Low, double High)? valueRange = null, double clipLimit = 4, (int Height, int Width)? tileGridSize = null,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(dataFormat, name, trainable, dtype)
    {
        ValueRange = Layers.ValueRange.Checked(valueRange, ClassName);
        ClipLimit = clipLimit;
        var (tall, wide) = tileGridSize ?? (8, 8);
        TileGridSize = (Require.Positive(tall, ClassName, nameof(tileGridSize)), Require.Positive(wide, ClassName, nameof(tileGridSize)));
    }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    /// <summary>How many times its fair share a column of a histogram may hold.</summary>
    public double ClipLimit { get; }

    /// <summary>How many tiles down and across.</summary>
    public (int Height, int Width) TileGridSize { get; }

    private protected override Tensor Transform(Tensor images, CallContext context)
    {
        var x = Layers.ValueRange.Open(images, ValueRange, 255);
        var (batch, height, width, channels) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        var (down, across) = TileGridSize;
        var (tall, wide) = ((height + down - 1) / down, (width + across - 1) / across);
        // Padded below and on the right to whole tiles, mirrored.
        var rows = Tensor.From(PixelReading.Around(height, 0, tall * down - height, FillMode.Reflect));
        var columns = Tensor.From(PixelReading.Around(width, 0, wide * across - width, FillMode.Reflect));
        // Indices in the tables are counted in floats where these are exact, as vector units compute them faster than integers.
        var exact = (long)batch * down * across * channels * Bins <= 1 << 24;
        Tensor Counted(Tensor whole) => exact ? whole.ToFloat32() : whole.Cast(DType.Int32);
        var pixels = Counted(x.Gather(rows, 1).Gather(columns, 2).Clip(0, 255).Floor());
        var tables = Tables(pixels, (batch, down, across, channels), (tall, wide)).Flatten();

        // Around each pixel four tiles, those beyond the edge being the edge's.
        var (top, bottom, low) = Adjacent(tall * down, tall, down);
        var (left, right, near) = Adjacent(wide * across, wide, across);
        var image = Counted(Tensor.Arange(batch) * (down * across * channels)).Reshape(new Shape(batch, 1, 1, 1));
        var channel = Counted(Tensor.Arange(channels)).Reshape(new Shape(1, 1, 1, channels));
        Tensor Read(Tensor row, Tensor column)
        {
            var tile = image + Counted(row).Reshape(new Shape(1, row.Size, 1, 1)) * (across * channels) +
                Counted(column).Reshape(new Shape(1, 1, column.Size, 1)) * channels + channel;
            return tables.Gather((tile * Bins + pixels).Cast(DType.Int32));
        }
        var (y, z) = (low.Reshape(new Shape(1, low.Size, 1, 1)), near.Reshape(new Shape(1, 1, near.Size, 1)));
        var upper = Read(top, left) * (1 - z) + Read(top, right) * z;
        var lower = Read(bottom, left) * (1 - z) + Read(bottom, right) * z;
        var blended = (upper * (1 - y) + lower * y).Narrow(1, 0, height).Narrow(2, 0, width);
        return Layers.ValueRange.Close(blended, ValueRange, 255);
    }

    // The new value of each old one: [batch · tiles · channels, bins].
    private Tensor Tables(Tensor pixels, (int Batch, int Down, int Across, int Channels) tiles, (int Tall, int Wide) tile)
    {
        var (batch, down, across, channels) = tiles;
        var area = tile.Tall * tile.Wide;
        var count = batch * down * across * channels;
        // [batch, down, tall, across, wide, channels] to [tiles, pixels]
        var split = pixels.Reshape(new Shape(batch, down, tile.Tall, across, tile.Wide, channels));
        var sorted = split.Transpose(0, 1, 3, 5, 2, 4).Reshape(new Shape(count, area));
        var positions = (sorted + (Tensor.Arange(count) * Bins).Cast(pixels.DType).ExpandDims(1)).Cast(DType.Int32);
        var counts = Tensor.Zeros(new Shape(count * Bins)).ScatterAdd(positions.Flatten(), Tensor.Ones(new Shape(count * area)));
        counts = counts.Reshape(new Shape(count, Bins));
        if (ClipLimit > 0)
        {
            var clipped = Tensor.Minimum(counts, ClipLimit * area / Bins);
            counts = clipped + (counts - clipped).Sum(1, true) / Bins;
        }
        var cumulated = counts.CumulativeSum(1);
        var least = cumulated.Narrow(1, 0, 1);
        var rest = area - least;
        return ((cumulated - least) * 255 / Tensor.Where(rest.EqualTo(0), 1, rest)).Clip(0, 255);
    }

    // For each pixel of an axis the tile before, the tile after, and how far it lies towards the latter.
    private static (Tensor Before, Tensor After, Tensor Share) Adjacent(int length, int size, int tiles)
    {
        var positions = Enumerable.Range(0, length).Select(i => (i - size / 2.0) / size).ToArray();
        return (
            Tensor.From(positions.Select(position => Math.Clamp((int)Math.Floor(position), 0, tiles - 1)).ToArray()),
            Tensor.From(positions.Select(position => Math.Clamp((int)Math.Floor(position) + 1, 0, tiles - 1)).ToArray()),
            Tensor.From(positions.Select(position => (float)(position - Math.Floor(position))).ToArray()));
    }
}
