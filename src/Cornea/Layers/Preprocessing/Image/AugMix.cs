namespace Cornea.Layers;

/// <summary>Mixes each image with differently changed copies of it. Keras: <c>keras.layers.AugMix</c>.</summary>
/// <remarks>Chains of operations of random length are applied, their results blended with Dirichlet weights, and that with the image by
/// a beta weight. Each image draws its own. Output of the input's shape. Hendrycks and others, "AugMix", 2019. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/aug_mix.py</c>.</remarks>
public sealed class AugMix : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="chains">How many copies.</param>
    /// <param name="depth">The most operations of a chain.</param>
    /// <param name="factor">The strength: one number for strengths between 0 and it, or two ends.</param>
    /// <param name="alpha">The parameter of the Dirichlet and beta distributions.</param>
    /// <param name="allOperations">Whether brightness, grey, contrast and sharpness take part too.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public AugMix(
        (double Low, double High)? valueRange = null, int chains = 3, int depth = 3, FactorRange? factor = null, double alpha = 1,
        bool allOperations = true, Interpolation interpolation = Interpolation.Bilinear,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(dataFormat, name)
    {
        ValueRange = Layers.ValueRange.Checked(valueRange, "AugMix");
        Chains = Require.Positive(chains, "AugMix", nameof(chains));
        Depth = Require.Positive(depth, "AugMix", nameof(depth));
        Factor = (factor ?? 0.3).FromZero(0, 1, "AugMix");
        Alpha = alpha > 0 ? alpha : throw new ArgumentOutOfRangeException(nameof(alpha), "AugMix expects an alpha above 0. 1 is usual.");
        AllOperations = allOperations;
        Interpolation = interpolation;
    }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    /// <summary>How many copies.</summary>
    public int Chains { get; }

    /// <summary>The most operations of a chain.</summary>
    public int Depth { get; }

    /// <summary>The ends of the strength.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The parameter of the Dirichlet and beta distributions.</summary>
    public double Alpha { get; }

    /// <summary>Whether brightness, grey, contrast and sharpness take part too.</summary>
    public bool AllOperations { get; }

    /// <summary>Nearest or Bilinear.</summary>
    public Interpolation Interpolation { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var batch = images.Shape[0];
        var alpha = Tensor.Full(Shape.Scalar, Alpha);
        // [batch, chains]: gamma numbers over their sum
        var weights = GammaNumbers.Logarithms(key.Stream(0), batch * Chains, alpha).Reshape(new Shape(batch, Chains)).Softmax();
        Tensor? mixed = null;
        for (var chain = 0; chain < Chains; chain++)
        {
            var x = images;
            for (var step = 0; step < Depth; step++)
                x = new AugmentationStep(ValueRange, Factor, Interpolation, AllOperations)
                    .ApplyOrNot(x, key.Stream(3 + chain * Depth + step));
            var part = x * weights.Narrow(1, chain, 1).Reshape(new Shape(batch, 1, 1, 1));
            mixed = mixed is null ? part : mixed + part;
        }
        var share = key.Beta(1, batch, alpha).Reshape(new Shape(batch, 1, 1, 1));
        return (share * images + (1 - share) * mixed!).Clip(ValueRange.Low, ValueRange.High);
    }
}
