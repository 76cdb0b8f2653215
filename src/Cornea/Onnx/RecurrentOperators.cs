namespace Cornea.Onnx;

/// <summary>
/// LSTM, GRU and RNN of ONNX: (time, batch, features), one or both directions, lengths of the samples, peepholes, clipping, coupled
/// gates and activations of the file's choice.
/// </summary>
internal static class RecurrentOperators
{
    private const string Common =
        "activations activation_alpha activation_beta clip direction hidden_size layout output_sequence";

    public static IEnumerable<OperatorEntry> Entries =>
    [
        new OperatorEntry("LSTM", 1, Common + " input_forget", call => Run(call, ["Sigmoid", "Tanh", "Tanh"], 4, Lstm)),
        new OperatorEntry("GRU", 1, Common + " linear_before_reset", call => Run(call, ["Sigmoid", "Tanh"], 3, Gru)),
        new OperatorEntry("RNN", 1, Common, call => Run(call, ["Tanh"], 1, Rnn)),
    ];

    private static Tensor?[] Run(OperatorCall call, string[] usual, int gates, Func<RecurrentDirection, Tensor, IReadOnlyList<Tensor>,
        Tensor[]> step)
    {
        var batchFirst = call.Int("layout", 0) == 1;
        var x = batchFirst ? call[0].SwapAxes(0, 1) : call[0];
        var direction = call.Text("direction", "forward");
        var count = direction == "bidirectional" ? 2
            : direction is "forward" or "reverse" ? 1 : throw call.Fault($"direction '{direction}' is not known", "direction");
        if (x.Rank != 3 || call[1].Rank != 3 || call[1].Shape[0] != count || call[1].Shape[1] % gates != 0)
            throw call.Fault($"an input {x.Shape} and weights {call[1].Shape} do not fit {count} directions of {gates} gates");
        var hidden = call[1].Shape[1] / gates;
        var (outputs, states, cells) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        for (var i = 0; i < count; i++)
        {
            var one = RecurrentDirection.Of(call, i, hidden, gates, usual, batchFirst);
            var (all, last, cell) = one.Run(x, i == 1 || direction == "reverse", gates == 4, step);
            outputs.Add(all);
            states.Add(last);
            if (cell is not null)
                cells.Add(cell);
        }
        var (y, h) = (Tensor.Stack(outputs, 1), Tensor.Stack(states));
        Tensor? c = cells.Count > 0 ? Tensor.Stack(cells) : null;
        if (!batchFirst)
            return [y, h, c];
        // (batch, time, directions, hidden), (batch, directions, hidden).
        return [y.Transpose(2, 0, 1, 3), h.SwapAxes(0, 1), c?.SwapAxes(0, 1)];
    }

    // Gates i o f c; the states are h and c.
    private static Tensor[] Lstm(RecurrentDirection one, Tensor projected, IReadOnlyList<Tensor> states)
    {
        var (h, c) = (states[0], states[1]);
        var gates = (projected + Tensor.MatMul(h, one.Recurrent)).Split(4, -1);
        var input = one.Activate(0, one.Clipped(one.Peep(gates[0], c, 0)));
        var forget = one.Coupled ? 1 - input : one.Activate(0, one.Clipped(one.Peep(gates[2], c, 2)));
        var candidate = one.Activate(1, one.Clipped(gates[3]));
        var cell = forget * c + input * candidate;
        var output = one.Activate(0, one.Clipped(one.Peep(gates[1], cell, 1)));
        return [output * one.Activate(2, cell), cell];
    }

    // Gates z r h.
    private static Tensor[] Gru(RecurrentDirection one, Tensor projected, IReadOnlyList<Tensor> states)
    {
        var h = states[0];
        var (x, hidden) = (projected.Split(3, -1), h.Shape[^1]);
        var recurrent = Tensor.MatMul(h, one.Recurrent.Narrow(1, 0, 2 * hidden)).Split(2, -1);
        var update = one.Activate(0, one.Clipped(x[0] + recurrent[0]));
        var reset = one.Activate(0, one.Clipped(x[1] + recurrent[1]));
        var weights = one.Recurrent.Narrow(1, 2 * hidden, hidden);
        var inner = one.LinearBeforeReset ? reset * Biased(Tensor.MatMul(h, weights)) : Biased(Tensor.MatMul(reset * h, weights));
        var candidate = one.Activate(1, one.Clipped(x[2] + inner));
        return [(1 - update) * candidate + update * h];

        Tensor Biased(Tensor value) => one.RecurrentBias is { } bias ? value + bias.Narrow(0, 2 * hidden, hidden) : value;
    }

    private static Tensor[] Rnn(RecurrentDirection one, Tensor projected, IReadOnlyList<Tensor> states) =>
        [one.Activate(0, one.Clipped(projected + Tensor.MatMul(states[0], one.Recurrent)))];
}
