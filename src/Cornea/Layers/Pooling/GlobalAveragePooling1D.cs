namespace Cornea.Layers;

/// <summary>The mean of each channel over all steps. Keras: <c>keras.layers.GlobalAveragePooling1D</c>.</summary>
/// <remarks>Input (batch, steps, channels), output (batch, channels). Source: Keras,
/// <c>layers/pooling/global_average_pooling1d.py</c>.</remarks>
public sealed class GlobalAveragePooling1D : GlobalPoolingLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="keepDims">Whether to keep the spatial axes with length 1.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public GlobalAveragePooling1D(
        DataFormat dataFormat = DataFormat.ChannelsLast, bool keepDims = false, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(1, dataFormat, keepDims, name, trainable, dtype)
    {
    }

    // Steps that are masked count for nothing.
    private protected override Tensor Compute(Tensor x, CallContext context)
    {
        if (context.MaskOf(x) is not { } mask)
            return x.Mean(PooledAxes, KeepDims);
        var weights = mask.Cast(x.DType).ExpandDims(-1); // [batch, steps, 1]
        return (x * weights).Sum(PooledAxes, KeepDims) / weights.Sum(PooledAxes, KeepDims);
    }
}
