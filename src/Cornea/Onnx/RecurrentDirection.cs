namespace Cornea.Onnx;

/// <summary>One direction of a recurrent operator: its weights, first states and activations.</summary>
internal sealed class RecurrentDirection
{
    private readonly OperatorCall _call;
    private readonly Tensor _weights;
    private readonly Tensor? _bias, _peepholes, _lengths;
    private readonly Tensor[] _first;
    private readonly Func<Tensor, Tensor>[] _activations;
    private readonly double _limit;

    private RecurrentDirection(
        OperatorCall call, Tensor weights, Tensor recurrent, Tensor? bias, Tensor? recurrentBias, Tensor? peepholes, Tensor[] first,
        Func<Tensor, Tensor>[] activations)
    {
        (_call, _weights, Recurrent, _bias, RecurrentBias) = (call, weights, recurrent, bias, recurrentBias);
        (_peepholes, _first, _activations) = (peepholes, first, activations);
        _lengths = call.Optional(4)?.Cast(DType.Int32);
        _limit = call.Float("clip", 0);
    }

    /// <summary>(hidden, gates · hidden).</summary>
    public Tensor Recurrent { get; }

    /// <summary>The bias of the recurrent product, where it cannot be added beforehand.</summary>
    public Tensor? RecurrentBias { get; }

    /// <summary>GRU: whether the reset gate is applied to the product instead of the state.</summary>
    public bool LinearBeforeReset => _call.Int("linear_before_reset", 0) != 0;

    /// <summary>LSTM: whether the forget gate is 1 less the input gate.</summary>
    public bool Coupled => _call.Int("input_forget", 0) == 1;

    /// <summary>Reads a direction.</summary>
    public static RecurrentDirection Of(OperatorCall call, int direction, int hidden, int gates, string[] usual, bool batchFirst)
    {
        var (w, r) = (call[1][direction], call[2][direction]);
        if (r.Shape != new Shape(gates * hidden, hidden))
            throw call.Fault($"recurrent weights {r.Shape} do not fit {hidden} units");
        if (call.Has("hidden_size") && call.Required("hidden_size") != hidden)
            throw call.Fault($"hidden_size does not fit weights of {hidden} units", "hidden_size");
        var rows = call[0].Shape[batchFirst ? 0 : 1];
        Tensor First(int index) => call.Optional(index) is { } given ? (batchFirst ? given.SwapAxes(0, 1) : given)[direction]
            : Tensor.Zeros([rows, hidden], call[0].DType);
        var (bias, recurrentBias) = Biases(call, direction, hidden, gates);
        var peepholes = gates == 4 && call.Optional(7) is { } p ? p[direction] : null;
        return new RecurrentDirection(call, w.Transpose(), r.Transpose(), bias, recurrentBias, peepholes,
            gates == 4 ? [First(5), First(6)] : [First(5)], Activations(call, direction, usual));
    }

    /// <summary>A gate's activation.</summary>
    public Tensor Activate(int gate, Tensor x) => _activations[gate](x);

    /// <summary>What goes into an activation, limited where the node says so.</summary>
    public Tensor Clipped(Tensor x) => _limit > 0 ? Tensor.Minimum(Tensor.Maximum(x, -_limit), _limit) : x;

    /// <summary>A gate to which the cell is added through its peephole.</summary>
    public Tensor Peep(Tensor gate, Tensor cell, int which) =>
        _peepholes is { } p ? gate + p.Narrow(0, which * cell.Shape[^1], cell.Shape[^1]) * cell : gate;

    /// <summary>Runs the direction over the steps.</summary>
    public (Tensor Outputs, Tensor Last, Tensor? Cell) Run(
        Tensor x, bool reverse, bool hasCell, Func<RecurrentDirection, Tensor, IReadOnlyList<Tensor>, Tensor[]> step)
    {
        var (steps, rows) = (x.Shape[0], x.Shape[1]);
        var projected = Tensor.MatMul(x.Reshape(steps * rows, x.Shape[2]), _weights);
        projected = (_bias is null ? projected : projected + _bias).Reshape(steps, rows, _weights.Shape[1]);
        Tensor[] sequences = _lengths is null ? [projected] : [projected, Tensor.Arange(steps)];
        var result = Scan.Run(_first, sequences, (carry, input) =>
        {
            var next = step(this, input[0], carry);
            if (_lengths is null)
                return (next, [next[0]]);
            var counts = (_lengths > input[1]).ExpandDims(1);
            return ([.. next.Zip(carry, (after, before) => Tensor.Where(counts, after, before))], [Tensor.Where(counts, next[0], 0)]);
        }, reverse);
        return (result.Outputs[0], result.Carries[0], hasCell ? result.Carries[1] : null);
    }

    private static (Tensor? Bias, Tensor? Recurrent) Biases(OperatorCall call, int direction, int hidden, int gates)
    {
        if (call.Optional(3) is not { } all)
            return (null, null);
        var both = all[direction];
        if (both.Size != 2 * gates * hidden)
            throw call.Fault($"a bias of {both.Shape} does not fit {hidden} units");
        var (input, recurrent) = (both.Narrow(0, 0, gates * hidden), both.Narrow(0, gates * hidden, gates * hidden));
        if (gates != 3)
            return (input + recurrent, null);
        // The candidate's recurrent bias may stand inside the reset gate's product; those of the gates can be added at once.
        var first = input.Narrow(0, 0, 2 * hidden) + recurrent.Narrow(0, 0, 2 * hidden);
        return (Tensor.Concat([first, input.Narrow(0, 2 * hidden, hidden)]), recurrent);
    }

    private static Func<Tensor, Tensor>[] Activations(OperatorCall call, int direction, string[] usual)
    {
        var names = call.Texts("activations") is { Length: > 0 } given ? given : [.. usual, .. usual];
        if (names.Length < (direction + 1) * usual.Length)
            throw call.Fault($"{usual.Length} activations are needed for each direction", "activations");
        var (alphas, betas) = (call.Floats("activation_alpha") ?? [], call.Floats("activation_beta") ?? []);
        // Only those with a parameter take a place in the lists, where the lists are short.
        var activations = new Func<Tensor, Tensor>[names.Length];
        var (alpha, beta) = (0, 0);
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i].ToLowerInvariant();
            var (hasAlpha, hasBeta) = Parameters(name);
            double? a = alphas.Length == names.Length ? alphas[i] : hasAlpha && alpha < alphas.Length ? alphas[alpha++] : null;
            double? b = betas.Length == names.Length ? betas[i] : hasBeta && beta < betas.Length ? betas[beta++] : null;
            activations[i] = Activation(call, name, a, b);
        }
        return activations[(direction * usual.Length)..((direction + 1) * usual.Length)];
    }

    private static (bool Alpha, bool Beta) Parameters(string name) => name switch
    {
        "affine" or "scaledtanh" or "hardsigmoid" => (true, true),
        "leakyrelu" or "thresholdedrelu" or "elu" => (true, false),
        _ => (false, false),
    };

    private static Func<Tensor, Tensor> Activation(OperatorCall call, string name, double? alpha, double? beta) => name switch
    {
        "sigmoid" => x => x.Sigmoid(),
        "tanh" => x => x.Tanh(),
        "relu" => x => x.Relu(),
        "affine" => x => x * (alpha ?? 1) + (beta ?? 0),
        "leakyrelu" => x => Tensor.Where(x < 0, x * (alpha ?? 0.01), x),
        "thresholdedrelu" => x => Tensor.Where(x > (alpha ?? 1), x, 0),
        "scaledtanh" => x => (x * (beta ?? 1)).Tanh() * (alpha ?? 1),
        "hardsigmoid" => x => ActivationOperators.HardSigmoid(x, alpha ?? 0.2, beta ?? 0.5),
        "elu" => x => Tensor.Where(x < 0, Tensor.Minimum(x, 0).Expm1() * (alpha ?? 1), x),
        "softsign" => x => x / (x.Abs() + 1),
        "softplus" => x => x.Softplus(),
        _ => throw call.Fault($"the activation '{name}' is not known", "activations"),
    };
}
