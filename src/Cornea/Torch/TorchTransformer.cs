namespace Cornea.Torch;

/// <summary>PyTorch's transformer layers from a state dict.</summary>
public static class TorchTransformer
{
    /// <summary><c>torch.nn.TransformerEncoderLayer</c>, for batches first.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="module">The module's name, such as <c>encoder.layers.0</c>.</param>
    /// <param name="x">(steps, features).</param>
    /// <param name="heads">The number of heads, which a state dict does not hold.</param>
    /// <param name="isNormFirst">Whether normalizations come before attention and feed-forward, or after the sums.</param>
    /// <param name="activation">The activation between the two dense layers; ReLU where null.</param>
    /// <param name="epsilon">The epsilon of the normalizations.</param>
    public static SymbolicTensor EncoderLayer(
        TorchStateDict state, string module, SymbolicTensor x, int heads, bool isNormFirst = false, Activation? activation = null,
        double epsilon = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(x);
        var features = x.Shape[^1];
        var h = isNormFirst ? Normalized(x, "norm1") : x;
        var attention = new MultiHeadAttention(heads, features / heads);
        var mixed = new Add().On(x, Loaded(attention, attention.On(h, h), "self_attn"));
        if (!isNormFirst)
            mixed = Normalized(mixed, "norm1");
        h = isNormFirst ? Normalized(mixed, "norm2") : mixed;
        var first = new Dense(state.ShapeOf(module + ".linear1.weight")[0], activation ?? Activation.Relu);
        var second = new Dense(features);
        var fed = Loaded(second, second.On(Loaded(first, first.On(h), "linear1")), "linear2");
        var y = new Add().On(mixed, fed);
        return isNormFirst ? y : Normalized(y, "norm2");

        SymbolicTensor Normalized(SymbolicTensor value, string name)
        {
            var layer = new LayerNormalization(epsilon: epsilon);
            return Loaded(layer, layer.On(value), name);
        }

        SymbolicTensor Loaded(Layer layer, SymbolicTensor value, string name)
        {
            state.Load(layer, $"{module}.{name}");
            return value;
        }
    }
}
