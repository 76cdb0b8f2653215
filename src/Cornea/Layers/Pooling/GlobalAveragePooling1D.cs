namespace Cornea.Layers;

/// <summary>The mean of each channel over all steps. Keras: <c>keras.layers.GlobalAveragePooling1D</c>.</summary>
/// <remarks>Input (batch, steps, channels), output (batch, channels). Source: Keras,
/// <c>layers/pooling/global_average_pooling1d.py</c>.</remarks>
public sealed class GlobalAveragePooling1D : GlobalPoolingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="keepDims">Keep the spatial axes with length 1.</param>
    /// <param name="name">The layer's name.</param>
    public GlobalAveragePooling1D(DataFormat dataFormat = DataFormat.ChannelsLast, bool keepDims = false, string? name = null)
        : base(1, dataFormat, keepDims, name)
    {
    }

    // Steps that are masked count for nothing.
    private protected override Tensor Compute(Tensor x, CallContext context)
    {
        if (context.MaskOf(x) is not { } mask)
            return x.Mean(Places, KeepDims);
        var weights = mask.Cast(x.DType).ExpandDims(-1); // [batch, steps, 1]
        return (x * weights).Sum(Places, KeepDims) / weights.Sum(Places, KeepDims);
    }
}
