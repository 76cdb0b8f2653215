namespace Cornea.Quantization;

/// <summary>Batch normalizations as parts of the layers before them, as far as prediction goes.</summary>
internal static class NormalizationFolding
{
    /// <summary>Finds linear layers whose outputs a batch normalization alone reads.</summary>
    /// <param name="model">The model; models inside are searched too.</param>
    /// <param name="folded">Takes the layers and their normalizations.</param>
    public static void Find(Model model, Dictionary<Layer, BatchNormalization> folded)
    {
        foreach (var inner in model.Layers.Where(layer => layer is Sequential or Functional))
            Find((Model)inner, folded);
        if (model is Sequential)
        {
            foreach (var (layer, next) in model.Layers.Zip(model.Layers.Skip(1)))
                Add(layer, next, folded);
        }
        else if (model is Functional functional)
        {
            foreach (var call in functional.Calls.Where(call => call is { Layer: BatchNormalization, Inputs.Count: 1 }))
            {
                var source = call.Inputs[0];
                var isOnly = functional.Calls.SelectMany(other => other.Inputs).Count(input => ReferenceEquals(input, source)) == 1
                    && !functional.Outputs.Contains(source);
                if (isOnly && functional.Calls.Count(other => ReferenceEquals(other.Layer, source.Layer)) == 1
                    && functional.Calls.Count(other => ReferenceEquals(other.Layer, call.Layer)) == 1)
                {
                    Add(source.Layer, call.Layer, folded);
                }
            }
        }
    }

    /// <summary>The weights of a layer with a normalization folded into them.</summary>
    /// <param name="kernel">The layer's kernel; its last axes are the output channels.</param>
    /// <param name="bias">The layer's bias; null without.</param>
    /// <param name="normalization">gamma (x - mean) / sqrt(variance + epsilon) + beta.</param>
    public static (Tensor Kernel, Tensor Bias) Fold(Tensor kernel, Tensor? bias, BatchNormalization normalization)
    {
        Tensor? Weight(string name) => normalization.OwnWeights.Where(weight => weight.Name == name)
            .Select(weight => weight.Variable.ToTensor()).FirstOrDefault();
        var factor = (Weight("moving_variance")! + normalization.Epsilon).Rsqrt();
        if (Weight("gamma") is { } gamma)
            factor *= gamma;
        var shift = ((bias ?? Tensor.Zeros(factor.Shape)) - Weight("moving_mean")!) * factor;
        if (Weight("beta") is { } beta)
            shift += beta;
        // A depthwise kernel ends with (channels, multiplier), whose product is the number of outputs.
        var outputs = kernel.Shape[^1] == factor.Size ? new Shape(factor.Size) : new Shape(kernel.Shape[^2], kernel.Shape[^1]);
        return (kernel * factor.Reshape(outputs), shift);
    }

    private static void Add(Layer layer, Layer next, Dictionary<Layer, BatchNormalization> folded)
    {
        if (next is BatchNormalization normalization && StaticQuantization.IsQuantized(layer) && IsLinear(layer)
            && IsOfChannels(normalization, layer))
        {
            folded[layer] = normalization;
        }
    }

    private static bool IsLinear(Layer layer) => layer switch
    {
        Dense dense => dense.Activation == Activation.Linear,
        KernelLayer convolution => convolution.Activation == Activation.Linear,
        _ => false,
    };

    // By the number of its weights too: a normalization along another axis of the same length would need the rank.
    private static bool IsOfChannels(BatchNormalization normalization, Layer layer) => layer switch
    {
        KernelLayer { DataFormat: DataFormat.ChannelsFirst } => normalization.Axis == 1,
        KernelLayer convolution => normalization.Axis == -1 || normalization.Axis == convolution.SpatialAxes + 1,
        _ => normalization.Axis == -1,
    };
}
