namespace Cornea.Layers;

/// <summary>The softmax of its input along an axis. Keras: <c>keras.layers.Softmax</c>.</summary>
/// <remarks>
/// e^x over its sum; along several axes their common sum. A mask of the input's shape leaves its false elements out. Output of
/// the input's shape. Source: Keras, <c>layers/activations/softmax.py</c>.
/// </remarks>
public sealed class Softmax : Layer, IStandIn
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="axis">The axis, or axes, along which the softmax is computed; the last when not given.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Softmax(PerAxis axis = default, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Axis = axis.Count == 0 ? [-1] : [.. axis];
    }

    /// <summary>The axis, or axes, along which the softmax is computed.</summary>
    [SingleAsNumber]
    public IReadOnlyList<int> Axis { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (context.MaskOf(x) is { } mask && mask.Shape == x.Shape)
            x += (1 - mask.Cast(x.DType)) * AttentionScores.Excluded(x.DType);
        return Axis.Count == 1 ? x.Softmax(Axis[0]) : (x - x.LogSumExp([.. Axis], keepDims: true)).Exp();
    }

    object? IStandIn.For(ClassKind kind) => kind == ClassKind.Activation && Axis is [var axis] ? new SoftmaxActivation(axis) : null;
}
