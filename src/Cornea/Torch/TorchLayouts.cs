namespace Cornea.Torch;

/// <summary>What a layer's weights are in terms of a PyTorch module's: a matrix (out, in) there is a kernel (in, out) here.</summary>
internal static class TorchLayouts
{
    /// <summary>The weights in the layer's order.</summary>
    public static IReadOnlyList<Tensor> Of(Layer layer, TorchStateDict state, string module, int number) => layer switch
    {
        TimeDistributed distributed => Of(distributed.Layer, state, module, number),
        Dense dense => [state[module + ".weight"].Transpose(), .. Bias(dense.UseBias, state, module)],
        DepthwiseLayer depthwise and not SeparableLayer => [Depthwise(depthwise, state[module + ".weight"]),
            .. Bias(depthwise.UseBias, state, module)],
        ConvolutionLayer convolution => [Convolution(state[module + ".weight"]), .. Bias(convolution.UseBias, state, module)],
        TransposedConvolutionLayer transposed => [Transposed(state[module + ".weight"]), .. Bias(transposed.UseBias, state, module)],
        BatchNormalization normalization => [.. Scaled(normalization, state, module), state[module + ".running_mean"],
            state[module + ".running_var"]],
        ScaledNormalization normalization => [.. Scaled(normalization, state, module)],
        RMSNormalization => [state[module + ".weight"]],
        Embedding => [state[module + ".weight"]],
        PReLU prelu => [Slopes(prelu, state[module + ".weight"])],
        Bidirectional both => [.. Recurrent(both.ForwardLayer, state, module, $"l{number}"),
            .. Recurrent(both.BackwardLayer, state, module, $"l{number}_reverse")],
        RecurrentLayer recurrent => [.. Recurrent(recurrent, state, module, $"l{number}")],
        MultiHeadAttention attention => Attention(attention, state, module),
        _ => throw new NotSupportedException(
            $"There is no rule that brings weights of PyTorch into {layer}. Set them in code: layer.SetWeights."),
    };

    private static IEnumerable<Tensor> Bias(bool isUsed, TorchStateDict state, string module) => isUsed ? [state[module + ".bias"]] : [];

    // (out, in / groups, k...) is (k..., in / groups, out).
    private static Tensor Convolution(Tensor weight) =>
        weight.Transpose([.. Enumerable.Range(2, weight.Rank - 2), 1, 0]);

    // (in, out / groups, k...) is (k..., out, in).
    private static Tensor Transposed(Tensor weight) =>
        weight.Transpose([.. Enumerable.Range(2, weight.Rank - 2), 1, 0]);

    // (in * m, 1, k...) with the output channel c * m + j is (k..., in, m).
    private static Tensor Depthwise(DepthwiseLayer layer, Tensor weight)
    {
        int[] window = [.. weight.Shape.Skip(2)];
        var channels = weight.Shape[0] / layer.DepthMultiplier;
        var split = weight.Reshape(new Shape([channels, layer.DepthMultiplier, .. window]));
        return split.Transpose([.. Enumerable.Range(2, window.Length), 0, 1]);
    }

    private static IEnumerable<Tensor> Scaled(ScaledNormalization layer, TorchStateDict state, string module)
    {
        if (layer.Scale)
            yield return state[module + ".weight"];
        if (layer.Center)
            yield return state[module + ".bias"];
    }

    private static Tensor Slopes(PReLU layer, Tensor weight)
    {
        var shape = layer.Weights[0].Variable.Shape;
        return weight.Shape[0] == 1 ? weight.Reshape(new Shape([.. Enumerable.Repeat(1, shape.Rank)])) * Tensor.Ones(shape)
            : weight.Reshape(new Shape([.. Enumerable.Repeat(1, shape.Rank - 1), weight.Shape[0]])) * Tensor.Ones(shape);
    }

    private static IEnumerable<Tensor> Recurrent(RecurrentLayer layer, TorchStateDict state, string module, string suffix)
    {
        if (state.Contains($"{module}.weight_hr_{suffix}"))
        {
            throw new NotSupportedException(
                $"'{module}' projects its state (proj_size of nn.LSTM), which no recurrent layer here does. Train it "
                    + "without, or write a cell of your own.");
        }
        var (kernel, recurrent) = (state[$"{module}.weight_ih_{suffix}"].Transpose(), state[$"{module}.weight_hh_{suffix}"].Transpose());
        var biases = state.Contains($"{module}.bias_ih_{suffix}")
            ? (state[$"{module}.bias_ih_{suffix}"], state[$"{module}.bias_hh_{suffix}"])
            : ((Tensor, Tensor)?)null;
        if (layer is not GRU)
            return biases is { } two ? [kernel, recurrent, two.Item1 + two.Item2] : [kernel, recurrent];
        // PyTorch's gates are reset, update, new; those here update, reset, candidate.
        if (biases is not { } both)
            return [Gates(kernel), Gates(recurrent)];
        var bias = Tensor.Concat([Gates(both.Item1.Reshape(1, -1)), Gates(both.Item2.Reshape(1, -1))], 0);
        return [Gates(kernel), Gates(recurrent), bias];
    }

    private static Tensor Gates(Tensor columns)
    {
        var parts = columns.Split(3, axis: 1);
        return Tensor.Concat([parts[1], parts[0], parts[2]], 1);
    }

    // Packed rows q, k, v, or three matrices where the keys and values have other lengths.
    private static Tensor[] Attention(MultiHeadAttention layer, TorchStateDict state, string module)
    {
        var isPacked = state.Contains(module + ".in_proj_weight");
        var projections = isPacked ? state[module + ".in_proj_weight"].Split(3, axis: 0)
            : [state[module + ".q_proj_weight"], state[module + ".k_proj_weight"], state[module + ".v_proj_weight"]];
        var biases = state.Contains(module + ".in_proj_bias") ? state[module + ".in_proj_bias"].Split(3, axis: 0) : null;
        var weights = new List<Tensor>();
        for (var i = 0; i < 3; i++)
        {
            weights.Add(projections[i].Transpose().Reshape(-1, layer.NumHeads, layer.KeyDim));
            if (biases is not null)
                weights.Add(biases[i].Reshape(layer.NumHeads, layer.KeyDim));
        }
        weights.Add(state[module + ".out_proj.weight"].Transpose().Reshape(layer.NumHeads, layer.KeyDim, -1));
        if (biases is not null)
            weights.Add(state[module + ".out_proj.bias"]);
        return [.. weights];
    }
}
