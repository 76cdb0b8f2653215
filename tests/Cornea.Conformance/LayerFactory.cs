using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>Makes layers of the configurations that Keras writes.</summary>
public static class LayerFactory
{
    /// <summary>The layer of a class name and its configuration; its name is kept.</summary>
    /// <param name="className">Keras's class.</param>
    /// <param name="config">What <c>get_config()</c> returned.</param>
    /// <param name="call">Further arguments of the call, such as use_causal_mask.</param>
    public static Layer Make(string className, JsonElement config, JsonElement call = default)
    {
        if (config.Optional("dtype") is { ValueKind: JsonValueKind.Object } policy && policy.GetProperty("config").Text("name", "float32") is var dtype and not "float32")
            throw new UnsupportedCaseException($"{className} with dtype {dtype}");
        var layer = New(className, config, call);
        if (config.Optional("name") is { } name)
            layer.Name = name.GetString()!;
        layer.Trainable = config.Flag("trainable", true);
        return layer;
    }

    private static Layer New(string className, JsonElement c, JsonElement call)
    {
        Activation Function(string property = "activation") => c.Optional(property) is not { } value ? Activation.Linear
            : value.ValueKind == JsonValueKind.String ? Activation.FromName(value.GetString()!)
            : throw new UnsupportedCaseException($"{className} with {property} {value}");
        Regularizer? Penalty(string property) => c.Optional(property) is { } value ? KerasObjects.Regularizer(value.Text("class_name"), value.GetProperty("config")) : null;
        Constraint? Limit(string property) => c.Optional(property) is { } value ? KerasObjects.Constraint(value.Text("class_name"), value.GetProperty("config")) : null;
        var format = c.Text("data_format", "channels_last") == "channels_first" ? DataFormat.ChannelsFirst : DataFormat.ChannelsLast;
        double[] Numbers(string property) => c.GetProperty(property) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(value => value.Number())] : [c.Number(property)];
        (int, int) Pair(JsonElement pair) => pair.ValueKind == JsonValueKind.Array ? (pair[0].GetInt32(), pair[1].GetInt32()) : (pair.GetInt32(), pair.GetInt32());
        Layer Inner() => Make(c.GetProperty("layer").Text("class_name"), c.GetProperty("layer").GetProperty("config"));
        CategoryOutput Output() => c.Text("output_mode") switch
        {
            "int" => CategoryOutput.Index,
            "one_hot" => CategoryOutput.OneHot,
            "multi_hot" => CategoryOutput.MultiHot,
            "count" => CategoryOutput.Count,
            var other => throw new UnsupportedCaseException($"{className} with output mode {other}"),
        };
        var (epsilon, center, scale) = (c.Number("epsilon", 1e-3), c.Flag("center", true), c.Optional("scale") is not { ValueKind: JsonValueKind.False });
        var (causal, withScores) = (call.Flag("use_causal_mask"), call.Flag("return_attention_scores"));
        switch (className)
        {
            case "InputLayer":
                return new InputLayer(ShapeOf(c.GetProperty("batch_shape"))[1..], c.Text("dtype", "float32") switch { "int32" => DType.Int32, "int64" => DType.Int64, "uint8" => DType.UInt8, _ => DType.Float32 });
            case "Dense":
                return new Dense(
                    c.Whole("units", 0), Function(), c.Flag("use_bias", true), null, null, Penalty("kernel_regularizer"), Penalty("bias_regularizer"),
                    Penalty("activity_regularizer"), Limit("kernel_constraint"), Limit("bias_constraint"));
            case "EinsumDense":
                return new EinsumDense(c.Text("equation"), ShapeOf(c.GetProperty("output_shape")), Function(), c.Optional("bias_axes")?.GetString());
            case "Embedding":
                return new Embedding(
                    c.Whole("input_dim", 0), c.Whole("output_dim", 0), null, Penalty("embeddings_regularizer"), Limit("embeddings_constraint"), c.Flag("mask_zero"));
            case "ReversibleEmbedding": return new ReversibleEmbedding(c.Whole("input_dim", 0), c.Whole("output_dim", 0), c.Flag("tie_weights", true));
            case "Activation": return new ActivationLayer(Function());
            case "Identity": return new Identity();
            case "Flatten": return new Flatten(format);
            case "Reshape": return new Reshape(ShapeOf(c.GetProperty("target_shape")));
            case "Permute": return new Permute(c.Axes("dims")!);
            case "RepeatVector": return new RepeatVector(c.Whole("n", 1));
            case "Dropout": return new Dropout(c.Number("rate"));
            case "SpatialDropout1D": return new SpatialDropout1D(c.Number("rate"));
            case "SpatialDropout2D": return new SpatialDropout2D(c.Number("rate"), format);
            case "SpatialDropout3D": return new SpatialDropout3D(c.Number("rate"), format);
            case "GaussianNoise": return new GaussianNoise(c.Number("stddev"));
            case "GaussianDropout": return new GaussianDropout(c.Number("rate"));
            case "AlphaDropout": return new AlphaDropout(c.Number("rate"));
            case "ActivityRegularization": return new ActivityRegularization(c.Number("l1", 0), c.Number("l2", 0));
            case "ReLU": return new ReLU(c.Optional("max_value")?.Number(), c.Number("negative_slope", 0), c.Number("threshold", 0));
            case "LeakyReLU": return new LeakyReLU(c.Number("negative_slope", 0.3));
            case "ELU": return new ELU(c.Number("alpha", 1));
            case "PReLU": return new PReLU(sharedAxes: c.Axes("shared_axes"));
            case "Softmax": return new Softmax((PerAxis)c.Axes("axis")!);
            case "Masking": return new Masking(c.Number("mask_value", 0));
            case "Rescaling": return new Rescaling(Numbers("scale"), Numbers("offset"));
            case "BatchNormalization":
                return new BatchNormalization(
                    c.Whole("axis", -1), c.Number("momentum", 0.99), epsilon, center, scale, null, null, null, null, Penalty("beta_regularizer"), Penalty("gamma_regularizer"),
                    Limit("beta_constraint"), Limit("gamma_constraint"));
            case "LayerNormalization": return new LayerNormalization((PerAxis)c.Axes("axis")!, epsilon, center, scale);
            case "GroupNormalization": return new GroupNormalization(c.Whole("groups", 32), c.Whole("axis", -1), epsilon, center, scale);
            case "RMSNormalization": return new RMSNormalization((PerAxis)c.Axes("axis")!, c.Number("epsilon", 1e-6));
            case "UnitNormalization": return new UnitNormalization((PerAxis)c.Axes("axis")!);
            case "SpectralNormalization": return new SpectralNormalization(Inner(), c.Whole("power_iterations", 1));
            case "TimeDistributed": return new TimeDistributed(Inner());
            case "SimpleRNNCell" or "LSTMCell" or "GRUCell" or "StackedRNNCells" or "RNN" or "SimpleRNN" or "LSTM" or "GRU" or "Bidirectional"
                or "ConvLSTM1D" or "ConvLSTM2D" or "ConvLSTM3D":
                return RecurrentFactory.New(className, c);
            case "Add": return new Add();
            case "Subtract": return new Subtract();
            case "Multiply": return new Multiply();
            case "Average": return new Average();
            case "Maximum": return new Maximum();
            case "Minimum": return new Minimum();
            case "Concatenate": return new Concatenate(c.Whole("axis", -1));
            case "Dot":
                return new Dot((PerAxis)c.Axes("axes")!, c.Flag("normalize"));
            case "ZeroPadding1D": return new ZeroPadding1D(Pair(c.GetProperty("padding")));
            case "Cropping1D": return new Cropping1D(Pair(c.GetProperty("cropping")));
            case "ZeroPadding2D": return new ZeroPadding2D(Pair(c.GetProperty("padding")[0]), Pair(c.GetProperty("padding")[1]), format);
            case "Cropping2D": return new Cropping2D(Pair(c.GetProperty("cropping")[0]), Pair(c.GetProperty("cropping")[1]), format);
            case "ZeroPadding3D":
                var padding = c.GetProperty("padding");
                return new ZeroPadding3D(Pair(padding[0]), Pair(padding[1]), Pair(padding[2]), format);
            case "Cropping3D":
                var cropping = c.GetProperty("cropping");
                return new Cropping3D(Pair(cropping[0]), Pair(cropping[1]), Pair(cropping[2]), format);
            case "UpSampling1D": return new UpSampling1D(c.Whole("size", 2));
            case "UpSampling2D":
                return new UpSampling2D(Pair(c.GetProperty("size")), format, ImagesReplay.Between(c.Text("interpolation", "nearest")));
            case "UpSampling3D":
                var sizes = c.Axes("size")!;
                return new UpSampling3D((sizes[0], sizes[1], sizes[2]), format);
            case "Normalization":
                return new Normalization(
                    c.Optional("axis") is null ? [] : c.Axes("axis"), c.Optional("mean") is null ? null : Flat(c.GetProperty("mean")),
                    c.Optional("variance") is null ? null : Flat(c.GetProperty("variance")), c.Flag("invert"));
            case "Resizing":
                return new Resizing(
                    c.Whole("height", 1), c.Whole("width", 1), ImagesReplay.Between(c.Text("interpolation")), c.Flag("crop_to_aspect_ratio"), c.Flag("pad_to_aspect_ratio"),
                    FillMode.Constant, c.Number("fill_value", 0), c.Flag("antialias"), format);
            case "CenterCrop": return new CenterCrop(c.Whole("height", 1), c.Whole("width", 1), format);
            case "AutoContrast": return new AutoContrast((Numbers("value_range")[0], Numbers("value_range")[1]), format);
            case "Equalization": return new Equalization((Numbers("value_range")[0], Numbers("value_range")[1]), c.Whole("bins", 256), format);
            case "Discretization": return new Discretization(Numbers("bin_boundaries"), Output());
            case "CategoryEncoding": return new CategoryEncoding(c.Whole("num_tokens", 1), Output());
            case "Attention": return new Attention(c.Flag("use_scale"), c.Text("score_mode", "dot") == "concat" ? AttentionScoreMode.Concatenate : AttentionScoreMode.Dot, c.Number("dropout", 0), null, causal);
            case "AdditiveAttention": return new AdditiveAttention(c.Flag("use_scale", true), c.Number("dropout", 0), null, causal);
            case "MultiHeadAttention":
                return new MultiHeadAttention(
                    c.Whole("num_heads", 1), c.Whole("key_dim", 1), c.Optional("value_dim")?.GetInt32(), c.Number("dropout", 0), c.Flag("use_bias", true),
                    c.Axes("output_shape") is { } shape ? new Shape(shape[^1]) : null, useCausalMask: causal, returnAttentionScores: withScores);
            case "GroupQueryAttention":
                return new GroupQueryAttention(
                    c.Whole("head_dim", 1), c.Whole("num_query_heads", 1), c.Whole("num_key_value_heads", 1), c.Number("dropout", 0), c.Flag("use_bias", true), useCausalMask: causal, returnAttentionScores: withScores);
            default:
                return SpatialLayerFactory.Make(className, c, Function, Penalty, Limit) ?? throw new UnsupportedCaseException(className);
        }
    }

    /// <summary>A shape of the file; null is an unknown length.</summary>
    public static Shape ShapeOf(JsonElement shape) => shape.ValueKind == JsonValueKind.Array
        ? new Shape([.. shape.EnumerateArray().Select(length => length.ValueKind == JsonValueKind.Null ? Shape.Unknown : length.GetInt32())])
        : new Shape(shape.GetInt32());

    private static double[] Flat(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().SelectMany(Flat)] : [value.Number()];
}
