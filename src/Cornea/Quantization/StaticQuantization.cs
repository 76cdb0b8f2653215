namespace Cornea.Quantization;

/// <summary>Post-training static quantization: layers whose inputs have a fixed scale, batch normalizations folded.</summary>
internal sealed class StaticQuantization : QuantizationScheme
{
    private readonly IReadOnlyDictionary<Layer, float> _ranges;
    private readonly Dictionary<Layer, BatchNormalization> _folded;
    private readonly HashSet<Layer> _gone;
    private readonly bool _roundsAllInputs;

    private StaticQuantization(
        IReadOnlyDictionary<Layer, float> ranges, Dictionary<Layer, BatchNormalization> folded, bool roundsAllInputs)
    {
        (_ranges, _folded, _roundsAllInputs) = (ranges, folded, roundsAllInputs);
        _gone = [.. folded.Values];
    }

    /// <inheritdoc/>
    public override string Classes => "Dense, Conv1D, Conv2D, Conv3D, DepthwiseConv1D and DepthwiseConv2D";

    /// <summary>Finds the ranges of a model's inputs, and what can be folded.</summary>
    /// <exception cref="ArgumentException">The samples or options do not fit.</exception>
    public static StaticQuantization Of(Model model, Tensors samples, QuantizationOptions options)
    {
        Layer[] layers = [.. Leaves(model).Where(layer => IsQuantized(layer) && options.Layers?.Invoke(layer.Name) != false)];
        var ranges = new Calibration(model, layers, samples, options).Run();
        var folded = new Dictionary<Layer, BatchNormalization>();
        NormalizationFolding.Find(model, folded);
        foreach (var layer in folded.Keys.Where(layer => !ranges.ContainsKey(layer)).ToArray())
            folded.Remove(layer);
        return new StaticQuantization(ranges, folded, options.RoundsAllInputs);
    }

    /// <summary>Whether there is a quantized form of a layer.</summary>
    public static bool IsQuantized(Layer layer) => layer is Dense or ConvolutionLayer or DepthwiseConv1D or DepthwiseConv2D;

    /// <inheritdoc/>
    public override ConfigObject? Form(Layer layer, ConfigObject serialized)
    {
        if (_gone.Contains(layer))
        {
            return With(serialized, ("class_name", "Identity"), ("module", "keras.layers"), ("config", new ConfigObject
            {
                { "name", layer.Name }, { "trainable", layer.Trainable }, { "dtype", layer.DTypePolicy.Name },
            }));
        }
        if (!_ranges.ContainsKey(layer))
            return null;
        var plain = new ConfigObject();
        foreach (var (key, value) in serialized)
        {
            if (key is not ("inbound_nodes" or "build_config" or "name"))
                plain.Add(key, value);
        }
        if (_folded.ContainsKey(layer))
            plain["config"] = With(plain["config"].AsObject(), ("use_bias", true));
        return With(
            serialized, ("module", StaticLayer.Module), ("class_name", StaticLayer.Prefix + layer.ClassName),
            ("registered_name", StaticLayer.RegisteredName(layer.ClassName)),
            ("config", new ConfigObject
            {
                { "name", layer.Name }, { "trainable", layer.Trainable }, { "layer", plain },
                { StaticLayer.RoundsInputs, _roundsAllInputs || IsFasterInBytes(layer) },
            }));
    }

    // By the layer's own shapes alone, so that every machine computes the same. Scaling sums back and rounding them for the next layer cost
    // about what the products of LeastTerms bytes save; the transforms for 3x3 taps save more products than bytes do.
    private static bool IsFasterInBytes(Layer layer)
    {
        const int LeastTerms = 64, LeastChannels = 8, TransformedMultiple = 16;
        if (layer is Dense)
            return true;
        if (layer is not ConvolutionLayer { Groups: 1 } convolution)
            return false;
        var kernel = layer.OwnWeights[0].Variable.Shape;
        var (channels, filters) = (kernel[^2], kernel[^1]);
        var terms = kernel.Size / Math.Max(1, filters);
        var isTransformed = convolution.KernelSize is [3, 3] && convolution.Strides.All(stride => stride == 1)
            && convolution.DilationRate.All(rate => rate == 1) && channels % TransformedMultiple == 0
            && filters % TransformedMultiple == 0;
        return terms >= LeastTerms && channels >= LeastChannels && !isTransformed;
    }

    /// <inheritdoc/>
    public override void Fill(Layer from, Layer to)
    {
        if (to is not StaticLayer made)
            return;
        Tensor[] weights = [.. from.OwnWeights.Select(weight => weight.Variable.ToTensor())];
        var (kernel, bias) = (weights[0], weights.Length > 1 ? weights[1] : null);
        if (_folded.TryGetValue(from, out var normalization))
            (kernel, bias) = NormalizationFolding.Fold(kernel, bias, normalization);
        made.Take(kernel, bias, _ranges[from]);
    }

    private static IEnumerable<Layer> Leaves(Model model) =>
        model.Layers.SelectMany(layer => layer is Sequential or Functional ? Leaves((Model)layer) : [layer]);
}
