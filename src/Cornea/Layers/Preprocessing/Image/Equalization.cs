namespace Cornea.Layers;

/// <summary>Spreads the values of each channel so that all occur about equally often. Keras: <c>keras.layers.Equalization</c>.</summary>
/// <remarks>
/// A value becomes the share of pixels that are not brighter, 255 · (cdf - least cdf) / (pixels - least cdf), rounded. Each image
/// has its own histogram. In training and afterwards alike. Source: Keras, <c>layers/preprocessing/image_preprocessing/equalization.py</c>.
/// </remarks>
public sealed class Equalization : ImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="bins">Columns of the histogram.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Equalization(
        (double Low, double High)? valueRange = null, int bins = 256, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(dataFormat, name, trainable, dtype)
    {
        ValueRange = Layers.ValueRange.Checked(valueRange, "Equalization");
        Bins = Require.Positive(bins, "Equalization", nameof(bins));
    }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    /// <summary>Columns of the histogram.</summary>
    public int Bins { get; }

    private protected override Tensor Transform(Tensor images, CallContext context) => Equalize(images, ValueRange, Bins);

    internal static Tensor Equalize(Tensor images, (double Low, double High) range, int bins)
    {
        var x = Layers.ValueRange.Open(images, range, 255);
        var (batch, channels) = (x.Shape[0], x.Shape[3]);
        // Each channel of each image has bins of its own in one flat table, whose indices are counted in floats where they are exact.
        var table = (Tensor.Arange(batch * channels) * bins).Reshape(new Shape(batch, 1, channels));
        table = table.Gather(Tensor.From(Enumerable.Range(0, x.Shape[2] * channels).Select(i => i % channels).ToArray()), 2);
        var bin = (x * ((bins - 1) / 255.0)).Clip(0, bins - 1).Floor().Reshape(new Shape(batch, x.Shape[1], x.Shape[2] * channels));
        var flat = (long)batch * channels * bins <= 1 << 24 ? (bin + table.ToFloat32()).Cast(DType.Int32) : bin.Cast(DType.Int32) + table;
        var indices = flat.Reshape(x.Shape);
        var counts = Tensor.Zeros(new Shape(batch * channels * bins)).ScatterAdd(indices.Flatten(), Tensor.Ones(new Shape(x.Size)));
        counts = counts.Reshape(new Shape(batch * channels, bins));
        var cumulated = counts.CumulativeSum(1);
        var pixels = x.Shape[1] * x.Shape[2];
        var least = Tensor.Where(cumulated > 0, cumulated, pixels).Min(1, true);
        var levels = ((cumulated - least) * 255 / Tensor.Maximum(pixels - least, 1)).Round().Clip(0, 255);
        var equalized = Layers.ValueRange.Close(levels.Flatten().Gather(indices), range, 255);
        var varied = (counts > 0).ToFloat32().Sum(1).Reshape(new Shape(batch, 1, 1, channels)) > 1;
        return Tensor.Where(varied, equalized, images);
    }
}
