namespace Cornea.Layers;

/// <summary>Puts a box of another image of the batch into each image while training, and blends their labels by its area. Keras:
/// <c>keras.layers.CutMix</c>.</summary>
/// <remarks>
/// Inputs: the images, or the images and their labels (batch, classes). Sources: Yun and others, "CutMix", 2019; Keras,
/// <c>layers/preprocessing/image_preprocessing/cut_mix.py</c>.
/// </remarks>
public sealed class CutMix : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="factor">Both parameters of the beta distribution from which the remaining area is drawn: one number for those
    /// between 0 and it, or two ends; 1 where null.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public CutMix(FactorRange? factor = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null) : base(name)
    {
        Factor = (factor ?? 1).FromZero(0, 1, "CutMix");
        DataFormat = dataFormat;
    }

    /// <summary>The ends of the parameter.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>Where channels stand.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (!context.Training)
            return inputs;
        var (images, form) = ImageForm.Open(inputs[0], DataFormat, "CutMix");
        var (key, batch) = (context.NextKey(), images.Shape[0]);
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
