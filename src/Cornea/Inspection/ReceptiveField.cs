namespace Cornea.Inspection;

/// <summary>
/// What each layer of a convolutional network sees of its input. A window of k taps, dilation d and stride s makes of a field r and a
/// stride j the field r + (k - 1) d j and the stride j s; where branches meet, the largest counts.
/// </summary>
public static class ReceptiveField
{
    /// <summary>The receptive fields of the layers of a model of pictures, in the order of their calls.</summary>
    /// <param name="model">A model whose input is (height, width, channels).</param>
    /// <exception cref="ArgumentException">Its input is no picture.</exception>
    public static IReadOnlyList<LayerReceptiveField> Of(Model model)
    {
        var trace = ModelTrace.Of(model, 1, "ReceptiveField");
        var input = trace.Inputs[0].Shape;
        if (input.Rank != 4)
        {
            throw new ArgumentException(
                $"ReceptiveField.Of expects a model whose input is (batch, height, width, channels), but '{model.Name}' has {input}.",
                nameof(model));
        }
        var whole = new LayerReceptiveField("", input[1], input[2], input[1], input[2], true);
        var start = new LayerReceptiveField("", 1, 1, 1, 1, false);
        var fields = new List<LayerReceptiveField>();
        foreach (var call in trace.Calls)
        {
            var sources = call.Sources.Select(source => fields[source]).DefaultIfEmpty(start).ToArray();
            var before = new LayerReceptiveField("", sources.Max(field => field.Height), sources.Max(field => field.Width),
                sources.Max(field => field.StrideY), sources.Max(field => field.StrideX), sources.Any(field => field.IsWhole));
            fields.Add((before.IsWhole ? whole : After(call.Layer, before) ?? whole) with { Layer = call.Layer.Name });
        }
        return fields;
    }

    /// <summary>The receptive fields as squares on the input.</summary>
    /// <param name="model">A model whose input is (height, width, channels).</param>
    /// <exception cref="ArgumentException">Its input is no picture.</exception>
    public static ReceptiveFieldPlot Plot(Model model)
    {
        var fields = Of(model);
        var input = model.Inputs[0].Shape;
        return new ReceptiveFieldPlot("Receptive fields", input[1], input[2], [.. fields.Where(field => !field.IsWhole)
            .Select(field => new ReceptiveFieldBox(field.Layer, field.Height, field.Width))]);
    }

    // Null where the layer mixes all positions.
    private static LayerReceptiveField? After(Layer layer, LayerReceptiveField before) => layer switch
    {
        TransposedConvolutionLayer up => Enlarged(before, up.KernelSize, up.Strides),
        KernelLayer kernel => Seen(before, kernel.KernelSize, kernel.Strides, kernel.DilationRate),
        PoolingLayer pooling => Seen(before, pooling.PoolSize, pooling.Strides, [1, 1]),
        UpSampling2D up => Enlarged(before, [1, 1], [up.Size.Height, up.Size.Width]),
        ZeroPadding2D or Cropping2D or Dropout or SpatialDropout2D or BatchNormalization or ActivationLayer or ReLU or LeakyReLU or ELU
            or PReLU
            or Add or Subtract or Multiply or Average or Maximum or Minimum or Concatenate or InputLayer or Identity or GaussianNoise
            or Rescaling => before,
        _ => null,
    };

    private static LayerReceptiveField Seen(
        LayerReceptiveField before, IReadOnlyList<int> size, IReadOnlyList<int> strides, IReadOnlyList<int> dilation) => before with
        {
            Height = before.Height + (size[0] - 1) * dilation[0] * before.StrideY,
            Width = before.Width + (size[1] - 1) * dilation[1] * before.StrideX,
            StrideY = before.StrideY * strides[0],
            StrideX = before.StrideX * strides[1],
        };

    // A transposed convolution of k taps and stride s sees ceil(k / s) positions of its input.
    private static LayerReceptiveField Enlarged(LayerReceptiveField before, IReadOnlyList<int> size, IReadOnlyList<int> strides) =>
        before with
        {
            Height = before.Height + ((size[0] + strides[0] - 1) / strides[0] - 1) * before.StrideY,
            Width = before.Width + ((size[1] + strides[1] - 1) / strides[1] - 1) * before.StrideX,
            StrideY = before.StrideY / strides[0],
            StrideX = before.StrideX / strides[1],
        };
}
