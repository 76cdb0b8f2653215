namespace Cornea.Layers;

/// <summary>Blends each image, and its label, with another of the batch during training. Keras: <c>keras.layers.MixUp</c>.</summary>
/// <remarks>
/// λ x + (1 - λ) x', λ drawn from the beta distribution for each image. Inputs: the images, or the images and their labels
/// (batch, classes), which come out blended alike. Sources: Zhang and others, "mixup", 2017; Keras,
/// <c>layers/preprocessing/image_preprocessing/mix_up.py</c>.
/// </remarks>
public sealed class MixUp : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="alpha">Both parameters of the beta distribution: small ones blend little.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public MixUp(
        double alpha = 0.2, DataFormat dataFormat = DataFormat.ChannelsLast, int? seed = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Alpha = alpha > 0
        ? alpha
        : throw new ArgumentOutOfRangeException(nameof(alpha),
            FormattableString.Invariant($"MixUp expects an alpha above 0, but received {alpha}. 0.2 is usual."));
        Seed = seed;
        DataFormat = dataFormat;
    }

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    /// <summary>Seed of the random numbers; null draws them from the model's key.</summary>
    public int? Seed { get; }

    /// <summary>Both parameters of the beta distribution.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (!context.Training)
            return inputs;
        var (key, batch) = (context.NextKey(Seed), inputs[0].Shape[0]);
        var other = key.Stream(0).Permutation(batch);
        var share = key.Beta(1, batch, Tensor.Full(Shape.Scalar, Alpha));
        return inputs.Select(input =>
        {
            var own = share.Reshape(new Shape([batch, .. Enumerable.Repeat(1, input.Rank - 1)]));
            return own * input + (1 - own) * input.Gather(other);
        }).ToArray();
    }
}
