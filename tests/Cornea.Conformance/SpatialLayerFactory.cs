using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>Makes convolution and pooling layers of the configurations that Keras writes.</summary>
internal static class SpatialLayerFactory
{
    /// <summary>The layer, or null when the class is none of these.</summary>
    public static Layer? Make(string className, JsonElement c, Func<string, Activation> function, Func<string, Regularizer?> penalty, Func<string, Constraint?> limit)
    {
        var format = c.Text("data_format", "channels_last") == "channels_first" ? DataFormat.ChannelsFirst : DataFormat.ChannelsLast;
        var padding = c.Text("padding", "valid") switch { "same" => Padding.Same, "causal" => Padding.Causal, _ => Padding.Valid };
        PerAxis Per(string property) => c.Optional(property) switch
        {
            null => default,
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(value => value.GetInt32()).ToArray(),
            var one => one.Value.GetInt32(),
        };
        var (size, strides, rate, bias) = (Per("kernel_size"), Per("strides"), Per("dilation_rate"), c.Flag("use_bias", true));
        var (filters, multiplier, groups) = (c.Whole("filters", 1), c.Whole("depth_multiplier", 1), c.Whole("groups", 1));
        var activation = function("activation");
        var (kernelPenalty, biasPenalty, activity) = (penalty("kernel_regularizer"), penalty("bias_regularizer"), penalty("activity_regularizer"));
        var (kernelLimit, biasLimit) = (limit("kernel_constraint"), limit("bias_constraint"));
        return className switch
        {
            "Conv1D" => new Conv1D(filters, size, strides, padding, format, rate, groups, activation, bias, null, null, kernelPenalty, biasPenalty, activity, kernelLimit, biasLimit),
            "Conv2D" => new Conv2D(filters, size, strides, padding, format, rate, groups, activation, bias, null, null, kernelPenalty, biasPenalty, activity, kernelLimit, biasLimit),
            "Conv3D" => new Conv3D(filters, size, strides, padding, format, rate, groups, activation, bias, null, null, kernelPenalty, biasPenalty, activity, kernelLimit, biasLimit),
            "Conv1DTranspose" => new Conv1DTranspose(filters, size, strides, padding, Per("output_padding"), format, rate, activation, bias),
            "Conv2DTranspose" => new Conv2DTranspose(filters, size, strides, padding, Per("output_padding"), format, rate, activation, bias),
            "Conv3DTranspose" => new Conv3DTranspose(filters, size, strides, padding, Per("output_padding"), format, rate, activation, bias),
            "DepthwiseConv1D" => new DepthwiseConv1D(size, strides, padding, multiplier, format, rate, activation, bias),
            "DepthwiseConv2D" => new DepthwiseConv2D(size, strides, padding, multiplier, format, rate, activation, bias),
            "SeparableConv1D" => new SeparableConv1D(filters, size, strides, padding, format, rate, multiplier, activation, bias),
            "SeparableConv2D" => new SeparableConv2D(filters, size, strides, padding, format, rate, multiplier, activation, bias),
            "MaxPooling1D" => new MaxPooling1D(Per("pool_size"), strides, padding, format),
            "MaxPooling2D" => new MaxPooling2D(Per("pool_size"), strides, padding, format),
            "MaxPooling3D" => new MaxPooling3D(Per("pool_size"), strides, padding, format),
            "AveragePooling1D" => new AveragePooling1D(Per("pool_size"), strides, padding, format),
            "AveragePooling2D" => new AveragePooling2D(Per("pool_size"), strides, padding, format),
            "AveragePooling3D" => new AveragePooling3D(Per("pool_size"), strides, padding, format),
            "GlobalMaxPooling1D" => new GlobalMaxPooling1D(format, c.Flag("keepdims")),
            "GlobalMaxPooling2D" => new GlobalMaxPooling2D(format, c.Flag("keepdims")),
            "GlobalMaxPooling3D" => new GlobalMaxPooling3D(format, c.Flag("keepdims")),
            "GlobalAveragePooling1D" => new GlobalAveragePooling1D(format, c.Flag("keepdims")),
            "GlobalAveragePooling2D" => new GlobalAveragePooling2D(format, c.Flag("keepdims")),
            "GlobalAveragePooling3D" => new GlobalAveragePooling3D(format, c.Flag("keepdims")),
            "AdaptiveMaxPooling1D" => new AdaptiveMaxPooling1D(Per("output_size"), format),
            "AdaptiveMaxPooling2D" => new AdaptiveMaxPooling2D(Per("output_size"), format),
            "AdaptiveMaxPooling3D" => new AdaptiveMaxPooling3D(Per("output_size"), format),
            "AdaptiveAveragePooling1D" => new AdaptiveAveragePooling1D(Per("output_size"), format),
            "AdaptiveAveragePooling2D" => new AdaptiveAveragePooling2D(Per("output_size"), format),
            "AdaptiveAveragePooling3D" => new AdaptiveAveragePooling3D(Per("output_size"), format),
            _ => null,
        };
    }
}
