namespace Cornea.Layers;

/// <summary>Blends each image, and its label, with another of the batch while training. Keras: <c>keras.layers.MixUp</c>.</summary>
/// <remarks>
/// λ x + (1 - λ) x', λ drawn from the beta distribution for each image. Inputs: the images, or the images and their labels
/// (batch, classes), which come out blended alike. Sources: Zhang and others, "mixup", 2017; Keras,
/// <c>layers/preprocessing/image_preprocessing/mix_up.py</c>.
/// </remarks>
public sealed class MixUp : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="alpha">Both parameters of the beta distribution: small ones blend little.</param>
    /// <param name="name">The layer's name.</param>
    public MixUp(double alpha = 0.2, string? name = null) : base(name) => Alpha = alpha > 0
        ? alpha
        : throw new ArgumentOutOfRangeException(nameof(alpha),
            FormattableString.Invariant($"MixUp expects an alpha above 0, but received {alpha}. 0.2 is usual."));

    /// <summary>Both parameters of the beta distribution.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (!context.Training)
            return inputs;
        var (key, batch) = (context.NextKey(), inputs[0].Shape[0]);
        var other = key.Stream(0).Permutation(batch);
        var share = key.Beta(1, batch, Tensor.Full(Shape.Scalar, Alpha));
        return inputs.Select(input =>
        {
            var own = share.Reshape(new Shape([batch, .. Enumerable.Repeat(1, input.Rank - 1)]));
            return own * input + (1 - own) * input.Gather(other);
        }).ToArray();
    }
}
