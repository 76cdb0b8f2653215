namespace Cornea.Onnx;

/// <summary>A recurrent layer as ONNX's operators have it.</summary>
/// <param name="Operator">LSTM, GRU or RNN.</param>
/// <param name="Units">How many units.</param>
/// <param name="Kernel">(gates · units, features), the gates in ONNX's order.</param>
/// <param name="Recurrent">(gates · units, units).</param>
/// <param name="Bias">The biases of both products, one after the other; null for none.</param>
/// <param name="Activations">The activations where they are not the usual ones.</param>
/// <param name="Factors">Slope and shift of the hard sigmoid, where it is one of them.</param>
/// <param name="ResetsAfter">GRU: whether the reset gate is applied to the product.</param>
internal sealed record RecurrentWeights(
    string Operator, int Units, Tensor Kernel, Tensor Recurrent, Tensor? Bias, string[]? Activations, (float Alpha, float Beta)? Factors,
    bool ResetsAfter)
{
    /// <summary>The weights of a layer; null where no operator computes what it does.</summary>
    public static RecurrentWeights? Of(RecurrentLayer layer)
    {
        if (layer.Stateful || layer.Cell is not DenseCell cell || layer is not (LSTM or GRU or SimpleRNN))
            return null;
        Tensor[] weights = [.. layer.Weights.Select(weight => weight.Variable.ToTensor())];
        var (gates, name) = layer is LSTM ? (4, "LSTM") : layer is GRU ? (3, "GRU") : (1, "RNN");
        if (weights.Length != (cell.UseBias ? 3 : 2) || weights.Any(weight => weight.DType != DType.Float32)
            || layer.DTypePolicy.ComputeDType != DType.Float32)
        {
            return null;
        }
        var units = weights[1].Shape[0];
        if (weights[0].Rank != 2 || weights[0].Shape[1] != gates * units || weights[1].Shape != new Shape(units, gates * units))
            return null;
        Activation?[] all = layer switch
        {
            LSTM => [((LSTMCell)cell).RecurrentActivation, cell.Activation, cell.Activation],
            GRU => [((GRUCell)cell).RecurrentActivation, cell.Activation],
            _ => [cell.Activation],
        };
        string[] names = [.. all.Select(NameOf).OfType<string>()];
        if (names.Length < all.Length)
            return null;
        var hard = all.FirstOrDefault(one => one is HardSigmoidActivation or HardSigmoidKeras2Activation);
        // One slope is said for all of them.
        if (all.Any(one => one is HardSigmoidActivation) && all.Any(one => one is HardSigmoidKeras2Activation))
            return null;
        string[] usual = gates == 4 ? ["Sigmoid", "Tanh", "Tanh"] : gates == 3 ? ["Sigmoid", "Tanh"] : ["Tanh"];
        var resetsAfter = cell is GRUCell { ResetAfter: true };
        return new RecurrentWeights(name, units, Rows(weights[0].Transpose(), units, gates), Rows(weights[1].Transpose(), units, gates),
            cell.UseBias ? Both(weights[2], units, gates, resetsAfter) : null, names.SequenceEqual(usual) ? null : names,
            hard is null ? null : (hard is HardSigmoidActivation ? 1 / 6f : 0.2f, 0.5f), resetsAfter);
    }

    /// <summary>Whether two directions can be one operator.</summary>
    public bool IsLike(RecurrentWeights other) => Operator == other.Operator && Units == other.Units
        && (Bias is null) == (other.Bias is null) && ResetsAfter == other.ResetsAfter && Factors == other.Factors
        && (Activations ?? []).SequenceEqual(other.Activations ?? []);

    private static string? NameOf(Activation? activation) => activation switch
    {
        TanhActivation => "Tanh",
        SigmoidActivation => "Sigmoid",
        ReluActivation => "Relu",
        HardSigmoidActivation or HardSigmoidKeras2Activation => "HardSigmoid",
        SoftsignActivation => "Softsign",
        _ => null,
    };

    // Keras: input, forget, cell, output. ONNX: input, output, forget, cell. The gates of a GRU stand alike.
    private static Tensor Rows(Tensor rows, int units, int gates) => gates != 4 ? rows
        : Tensor.Concat([.. ((int[])[0, 3, 1, 2]).Select(gate => rows.Narrow(0, gate * units, units))], 0);

    private static Tensor Both(Tensor bias, int units, int gates, bool resetsAfter)
    {
        if (gates == 3 && resetsAfter)
            return bias.Reshape(2 * gates * units);
        return Tensor.Concat([Rows(bias, units, gates), Tensor.Zeros([gates * units])], 0);
    }
}
