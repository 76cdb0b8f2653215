namespace Cornea.Layers;

/// <summary>Mixes each image with differently changed copies of it. Keras: <c>keras.layers.AugMix</c>.</summary>
/// <remarks>Chains of operations of random length are applied, their results blended with Dirichlet weights, and that with the image by
/// a beta weight. Each image draws its own. Output of the input's shape. Hendrycks and others, "AugMix", 2019. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/aug_mix.py</c>.</remarks>
public sealed class AugMix : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="numChains">The number of augmentation chains to mix.</param>
    /// <param name="chainDepth">The maximum number of operations in a chain.</param>
    /// <param name="factor">The strength: one number for strengths between 0 and it, or two ends.</param>
    /// <param name="alpha">The parameter of the Dirichlet and beta distributions.</param>
    /// <param name="allOps">Whether to use all operations: brightness, grayscale, contrast and sharpness too.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public AugMix(
        (double Low, double High)? valueRange = null, int numChains = 3, int chainDepth = 3, FactorRange? factor = null, double alpha = 1,
        bool allOps = true, Interpolation interpolation = Interpolation.Bilinear, int? seed = null,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        ValueRange = Layers.ValueRange.Checked(valueRange, "AugMix");
        NumChains = Require.Positive(numChains, "AugMix", nameof(numChains));
        ChainDepth = Require.Positive(chainDepth, "AugMix", nameof(chainDepth));
        Factor = (factor ?? 0.3).FromZero(0, 1, "AugMix");
        Alpha = alpha > 0 ? alpha : throw new ArgumentOutOfRangeException(nameof(alpha), "AugMix expects an alpha above 0. 1 is usual.");
        AllOps = allOps;
        Interpolation = interpolation;
    }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    /// <summary>The number of augmentation chains to mix.</summary>
    public int NumChains { get; }

    /// <summary>The maximum number of operations in a chain.</summary>
    public int ChainDepth { get; }

    /// <summary>The ends of the strength.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The parameter of the Dirichlet and beta distributions.</summary>
    public double Alpha { get; }

    /// <summary>Whether to use all operations: brightness, grayscale, contrast and sharpness too.</summary>
    public bool AllOps { get; }

    /// <summary>Nearest or Bilinear.</summary>
    public Interpolation Interpolation { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var batch = images.Shape[0];
        var alpha = Tensor.Full(Shape.Scalar, Alpha);
        // [batch, chains]: gamma numbers over their sum
        var weights = GammaNumbers.Logarithms(key.Stream(0), batch * NumChains, alpha).Reshape(new Shape(batch, NumChains)).Softmax();
        Tensor? mixed = null;
        for (var chain = 0; chain < NumChains; chain++)
        {
            var x = images;
            for (var step = 0; step < ChainDepth; step++)
            {
                x = new AugmentationStep(ValueRange, Factor, Interpolation, AllOps)
                    .ApplyOrNot(x, key.Stream(3 + chain * ChainDepth + step));
            }
            var part = x * weights.Narrow(1, chain, 1).Reshape(new Shape(batch, 1, 1, 1));
            mixed = mixed is null ? part : mixed + part;
        }
        var share = key.Beta(1, batch, alpha).Reshape(new Shape(batch, 1, 1, 1));
        return (share * images + (1 - share) * mixed!).Clip(ValueRange.Low, ValueRange.High);
    }
}
