namespace Cornea.Layers;

/// <summary>The softmax of its input along an axis. Keras: <c>keras.layers.Softmax</c>.</summary>
/// <remarks>
/// e^x over its sum; along several axes their common sum. A mask of the input's shape leaves its false elements out. Output of
/// the input's shape. Source: Keras, <c>layers/activations/softmax.py</c>.
/// </remarks>
public sealed class Softmax : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="axes">The axes; the last where null.</param>
    /// <param name="name">The layer's name.</param>
    public Softmax(IReadOnlyList<int>? axes = null, string? name = null) : base(name)
    {
        Axes = axes;
    }

    /// <summary>The axes; the last where null.</summary>
    public IReadOnlyList<int>? Axes { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (context.MaskOf(x) is { } mask && mask.Shape == x.Shape)
            x += (1 - mask.Cast(x.DType)) * AttentionScores.Excluded(x.DType);
        return Axes is not { Count: > 1 } ? x.Softmax(Axes is { Count: 1 } ? Axes[0] : -1)
            : (x - x.LogSumExp([.. Axes], keepDims: true)).Exp();
    }
}
