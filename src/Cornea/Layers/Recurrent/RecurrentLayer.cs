namespace Cornea.Layers;

/// <summary>A cell repeated over the steps of a sequence: what <see cref="RNN"/>, <see cref="SimpleRNN"/>, <see cref="GRU"/> and
/// <see cref="LSTM"/> share.</summary>
/// <remarks>
/// Input (batch, steps, ...), and after it, if given, the first states. Output (batch, ...) of the last step or (batch, steps, ...)
/// of all, and after it, if asked for, the last states. Where the mask is false a step is skipped: states and output stay as they
/// were. The cell is traced once, whatever the number of steps. Source: Keras, <c>layers/rnn/rnn.py</c>.
/// </remarks>
public abstract class RecurrentLayer : Layer
{
    private readonly Dictionary<int, Variable[]> _held = [];

    private protected RecurrentLayer(
        RecurrentCell cell, bool returnSequences, bool returnState, bool goBackwards, bool stateful, bool unroll, bool zeroOutputForMask,
        Shape? inputShape, string? name, bool trainable, DTypePolicy? dtype)
        : base(name, trainable, dtype)
    {
        Cell = Track(cell);
        ReturnSequences = returnSequences;
        ReturnState = returnState;
        GoBackwards = goBackwards;
        Stateful = stateful;
        Unroll = unroll;
        ZeroOutputForMask = zeroOutputForMask;
        InputShape = inputShape;
    }

    private protected RecurrentLayer(RecurrentCell cell, RecurrentLayer like, bool goBackwards)
        : this(cell, like.ReturnSequences, like.ReturnState, goBackwards, like.Stateful, like.Unroll, like.ZeroOutputForMask,
            like.InputShape, null, like.Trainable, like.DTypePolicy) =>
        ActivityRegularizer = like.ActivityRegularizer;

    /// <summary>The cell.</summary>
    public RecurrentCell Cell { get; }

    /// <summary>Whether the output is that of all steps, not of the last alone.</summary>
    public bool ReturnSequences { get; }

    /// <summary>Whether the last states are outputs too.</summary>
    public bool ReturnState { get; }

    /// <summary>Whether the sequence is gone through from its end. All outputs then stand in the order in which they were made.</summary>
    public bool GoBackwards { get; }

    /// <summary>
    /// Whether a pass begins with the states in which the last pass with as many samples ended. They are no weights: files of a
    /// model leave them out, backups of a training keep them.
    /// </summary>
    public bool Stateful { get; }

    /// <summary>Kept for Keras's files; every sequence is compiled as one repeated step.</summary>
    public bool Unroll { get; }

    /// <summary>Whether the output of skipped steps is zero instead of the output before.</summary>
    public bool ZeroOutputForMask { get; internal set; }

    /// <summary>Sets the states that a stateful layer holds to zero.</summary>
    public void ResetState()
    {
        foreach (var state in _held.Values.SelectMany(states => states))
            state.Assign(Tensor.Zeros(state.Shape, state.DType));
    }

    /// <summary>The states that are held, by the number of samples; those that are still zero are left out.</summary>
    internal IEnumerable<(int Batch, IReadOnlyList<Variable> States)> Held =>
        _held.Where(held => held.Value.Any(state => state.ToTensor().AsBytes().ContainsAnyExcept((byte)0)))
            .Select(held => (held.Key, (IReadOnlyList<Variable>)held.Value));

    /// <summary>Sets the states of a number of samples.</summary>
    internal void Hold(int batch, IReadOnlyList<Tensor> values)
    {
        var states = HeldFor(batch, values.Select(value => value.Shape));
        for (var i = 0; i < states.Length; i++)
            states[i].Assign(values[i]);
    }

    /// <inheritdoc/>
    public sealed override Tensors Call(Tensors inputs, CallContext context)
    {
        var x = inputs[0];
        if (x.Rank < 3)
        {
            throw new ShapeException(
                $"{this} expects inputs of shape (batch, steps, features), but received shape {x.Shape}. Reshape the data: " +
                "x.Reshape(samples, steps, -1).");
        }
        // The cell of LSTM and its like has no policy of its own; that of RNN was given with one.
        if (this is not RNN)
            Cell.Adopt(this);
        return Cell.Within([x.Shape.Without(1)], context, () => Run(inputs, context));
    }

    /// <inheritdoc/>
    protected sealed override Tensor? ComputeMask(Tensors inputs, Tensors outputs, CallContext context)
    {
        // The states that stand behind the output have no steps and no mask.
        if (ReturnSequences)
            context.SetMask(outputs[0], context.MaskOf(inputs[0]));
        return null;
    }

    /// <inheritdoc/>
    public sealed override RecurrentLayer Clone()
    {
        var copy = Likewise(Copy((RecurrentCell)Cell.Clone(), GoBackwards));
        copy.PassesOverMask = PassesOverMask;
        return copy;
    }

    /// <summary>A layer of the same kind with weights of its own that goes the other way.</summary>
    internal RecurrentLayer Opposite() => Copy((RecurrentCell)Cell.Clone(), !GoBackwards);

    // A stateful one needs a batch of known length, which its call has.
    internal override ConfigObject? WriteBuildShapes(IReadOnlyList<Shape> inputs) =>
        Stateful ? null : LayerConfig.RecurrentBuildShapes(inputs);

    /// <summary>Whether steps that do not count are computed like others, though the output hands the mask on. So Keras 3 calls a
    /// recurrent layer on states of another (<c>initial_state</c>) and no mask by name.</summary>
    internal bool PassesOverMask { get; set; }

    private protected abstract RecurrentLayer Copy(RecurrentCell cell, bool goBackwards);

    private Tensors Run(Tensors inputs, CallContext context)
    {
        var x = inputs[0];
        var (batch, sample) = (x.Shape[0], x.Shape[2..]);
        var shapes = Cell.StateShapes(sample);
        var steps = Cell.Prepare(x, context);
        var sequences = steps.Sequences.Select(sequence => sequence.SwapAxes(0, 1)).ToList();
        var mask = PassesOverMask ? null : context.MaskOf(x);
        if (mask is not null)
            sequences.Add(mask.Cast(DType.Bool).Reshape(batch, x.Shape[1]).SwapAxes(0, 1));
        var lastIsState = -1;
        // Behind the states, each step hands on its output.
        var start = Tensor.Zeros(new Shape([batch, .. Cell.OutputShape(sample)]), x.DType);
        var result = Scan.Run([.. First(inputs, shapes, batch, context), start], sequences, (carry, rows) =>
        {
            Tensor[] before = [.. carry.Take(shapes.Count)];
            var (output, after) = steps.Step(rows, before);
            if (mask is not null)
            {
                output = Choose(rows[^1], output, ZeroOutputForMask ? Tensor.ZerosLike(output) : carry[^1]);
                after = [.. after.Select((state, i) => Choose(rows[^1], state, before[i]))];
            }
            lastIsState = after.ToList().IndexOf(output);
            output = output.Cast(x.DType);
            return ([.. after.Select((state, i) => state.Cast(before[i].DType)), output], [output]);
        }, reverse: GoBackwards);

        if (Stateful)
        {
            var held = HeldFor(batch, []);
            for (var i = 0; i < shapes.Count; i++)
                context.AddUpdate(new Update(held[i], result.Carries[i].StopGradient()));
        }
        var all = GoBackwards ? result.Outputs[0].Reverse(0) : result.Outputs[0];
        var shown = ReturnSequences ? all.SwapAxes(0, 1) : result.Carries[lastIsState >= 0 ? lastIsState : shapes.Count];
        return ReturnState ? [shown, .. result.Carries.Take(shapes.Count)] : shown;
    }

    private Tensor[] First(Tensors inputs, IReadOnlyList<Shape> shapes, int batch, CallContext context)
    {
        var full = shapes.Select(shape => new Shape([batch, .. shape])).ToArray();
        var held = Stateful ? HeldFor(batch, full) : [];
        if (inputs.Count == 1)
            return [.. full.Select((shape, i) => Stateful ? context.Read(held[i]) : Tensor.Zeros(shape, inputs[0].DType))];
        return inputs.Count == shapes.Count + 1
            ? [.. inputs.Skip(1)]
            : throw new ShapeException(
                $"{this} has {shapes.Count} states, but received {inputs.Count - 1} first states. Give all of them or none.");
    }

    private Variable[] HeldFor(int batch, IEnumerable<Shape> shapes)
    {
        lock (_held)
        {
            if (!_held.TryGetValue(batch, out var states))
            {
                _held[batch] = states = [.. shapes.Select(
                    (shape, i) => new Variable(Tensor.Zeros(shape, StateDType), $"{Name}/state_{Count(i)}", trainable: false))];
            }
            return states;
        }
    }

    // States are kept as exactly as the variables.
    private DType StateDType => DTypes.Promote(DTypePolicy.VariableDType, DType.Float32);

    private static Tensor Choose(Tensor counts, Tensor yes, Tensor no) =>
        Tensor.Where(counts.Reshape(new Shape([yes.Shape[0], .. Enumerable.Repeat(1, yes.Rank - 1)])), yes, no);
}
