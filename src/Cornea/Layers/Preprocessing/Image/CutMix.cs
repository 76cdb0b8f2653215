namespace Cornea.Layers;

/// <summary>Puts a box of another image of the batch into each image during training, and blends their labels by its area. Keras:
/// <c>keras.layers.CutMix</c>.</summary>
/// <remarks>
/// Inputs: the images, or the images and their labels (batch, classes). Sources: Yun and others, "CutMix", 2019; Keras,
/// <c>layers/preprocessing/image_preprocessing/cut_mix.py</c>.
/// </remarks>
public sealed class CutMix : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">Both parameters of the beta distribution from which the remaining area is drawn: one number for those
    /// between 0 and it, or two ends; 1 where null.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public CutMix(
        FactorRange? factor = null, int? seed = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Factor = (factor ?? 1).FromZero(0, 1, "CutMix");
        DataFormat = dataFormat;
        Seed = seed;
    }

    /// <summary>Seed of the random numbers; null draws them from the model's key.</summary>
    public int? Seed { get; }

    /// <summary>The ends of the parameter.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (!context.Training)
            return inputs;
        var (images, form) = ImageForm.Open(inputs[0], DataFormat, "CutMix");
        var (key, batch) = (context.NextKey(Seed), images.Shape[0]);
        var other = key.Stream(0).Permutation(batch);
        var alpha = key.Stream(1).Uniform(Shape.Scalar, Factor.Low, Factor.High) + 1e-6;
        var side = (1 - key.Beta(2, batch, alpha)).Sqrt().Reshape(new Shape(batch, 1, 1, 1));
        var mixed = form.Close(Tensor.Where(key.Boxes(4, images, side, side), images.Gather(other), images));
        return inputs.Select((input, i) =>
        {
            if (i == 0)
                return mixed;
            var taken = side.Square().Reshape(new Shape([batch, .. Enumerable.Repeat(1, input.Rank - 1)]));
            return (1 - taken) * input + taken * input.Gather(other);
        }).ToArray();
    }
}
