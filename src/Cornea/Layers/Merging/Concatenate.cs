namespace Cornea.Layers;

/// <summary>Its inputs one after the other along an axis. Keras: <c>keras.layers.Concatenate</c>.</summary>
/// <remarks>The other axes are equal. Source: Keras, <c>layers/merging/concatenate.py</c>.</remarks>
public sealed class Concatenate : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="axis">Axis along which to concatenate; negative ones count from the last.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Concatenate(int axis = -1, string? name = null, bool trainable = true, DTypePolicy? dtype = null) : base(name, trainable, dtype)
    {
        Axis = axis;
    }

    /// <summary>Axis along which to concatenate; negative ones count from the last.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => Tensor.Concat([.. inputs], Axis);

    /// <inheritdoc/>
    protected override Tensor? ComputeMask(Tensors inputs, Tensors outputs, CallContext context)
    {
        Tensor?[] masks = [.. inputs.Select(context.MaskOf)];
        if (masks.All(mask => mask is null))
            return null;
        // Each mask as large as its input, joined as the inputs are: an element counts where its step did, a step where an element does.
        var rank = masks.Max(mask => mask?.Rank ?? 0);
        var whole = masks.Select((mask, i) => Spread(mask, inputs[i]));
        var joined = Tensor.Concat([.. whole], Axis);
        int[] within = [.. Enumerable.Range(rank, joined.Rank - rank)];
        return within.Length == 0 ? joined : joined.Any(within);
    }

    private static Tensor Spread(Tensor? mask, Tensor input)
    {
        if (mask is null)
            return Tensor.Ones(input.Shape, DType.Bool);
        var wide = new Shape([.. mask.Shape, .. Enumerable.Repeat(1, input.Rank - mask.Rank)]);
        return mask.Cast(DType.Bool).Reshape(wide).BroadcastTo(input.Shape);
    }
}
