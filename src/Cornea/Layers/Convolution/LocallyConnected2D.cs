namespace Cornea.Layers;

/// <summary>
/// A convolution of pictures whose kernel is another one at each output position: weights are not shared. Keras 1 and 2:
/// <c>keras.layers.LocallyConnected2D</c>.
/// </summary>
/// <remarks>
/// Input (batch, height, width, channels), output (batch, new height, new width, filters). Weights: kernel (output positions,
/// window * channels, filters), bias (output lengths..., filters). Keras 3 lacks it; models of Keras 1 and 2 name it.
/// </remarks>
public sealed class LocallyConnected2D : LocallyConnectedLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="filters">The number of output filters: channels of the output.</param>
    /// <param name="kernelSize">Length of the window.</param>
    /// <param name="strides">Strides of the window; 1 when not given.</param>
    /// <param name="padding">Valid: no padding.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="activation">Activation function; linear when null.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="kernelInitializer">Initializer for the kernel; Glorot uniform when null.</param>
    /// <param name="biasInitializer">Initializer for the bias; zeros when null.</param>
    /// <param name="kernelRegularizer">Regularizer applied to the kernel.</param>
    /// <param name="biasRegularizer">Regularizer applied to the bias.</param>
    /// <param name="activityRegularizer">Regularizer applied to the output.</param>
    /// <param name="kernelConstraint">Constraint applied to the kernel after each update.</param>
    /// <param name="biasConstraint">Constraint applied to the bias after each update.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentException">A number is not positive, or the padding is another.</exception>
    public LocallyConnected2D(
        int filters, PerAxis kernelSize, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast, Activation? activation = null, bool useBias = true,
        Initializer? kernelInitializer = null, Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null,
        Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null, Constraint? kernelConstraint = null,
        Constraint? biasConstraint = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(
            2, filters, kernelSize, strides, padding, dataFormat, activation, useBias, kernelInitializer, biasInitializer,
            kernelRegularizer, biasRegularizer, activityRegularizer, kernelConstraint, biasConstraint, name, trainable, dtype)
    {
    }
}
