using System.Globalization;

namespace Cornea.Training;

/// <summary>
/// Finds where a loss that is not finite came from. The weights are already spoilt when it is noticed, so the epoch is run
/// again from its beginning, which gives the same bits, up to the bad step; then that step is looked at layer by layer. Where the batches
/// cannot be read again, or the state is so large that a copy of it would be felt, only the bad batch is looked at.
/// </summary>
internal sealed class NonFiniteDiagnosis(Trainer trainer, TrainingSetup setup, BatchSource source)
{
    // Outputs beyond this square to infinity, or nearly.
    private const float LargestSensible = 1e15f;

    private const long MostBytes = 64L << 20; // of the state that is kept
    private StateSnapshot? _start;
    private int _variables;
    private long _startStep;
    private (int Pass, int Batch) _startAt;

    private Model Model => trainer.Model;

    /// <summary>Remembers the state at the beginning of an epoch.</summary>
    /// <param name="pass">The pass of its first batch.</param>
    /// <param name="batch">Its first batch in the pass.</param>
    public void Begin(int pass, int batch)
    {
        if (!source.CanRepeatPass)
            return;
        var state = State();
        if (state.Sum(variable => variable.Type.Bytes) > MostBytes)
        {
            _start = null;
            return;
        }
        // The slots of an optimizer come into being at the first step.
        if (_start is null || state.Count != _variables)
            (_start, _variables) = (new StateSnapshot(state), state.Count);
        _start.Take();
        (_startStep, _startAt) = (trainer.TrainedSteps, (pass, batch));
    }

    /// <summary>Says where the step that has just run went wrong. The state afterwards is that before the call.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="step">The step in the epoch, from 0.</param>
    public TrainingWarning Explain(int epoch, int step) => new(
        TrainingWarningKind.NotFinite,
        string.Create(CultureInfo.InvariantCulture, $"The loss is not a finite number in epoch {epoch + 1}, step {step + 1}: {Cause()}"));

    private string Cause()
    {
        var after = new StateSnapshot(State());
        after.Take();
        var steps = trainer.TrainedSteps - 1 - _startStep; // that went well
        if (_start is null || State().Count != _variables)
        {
            return BadSample() is { } bad ? $"{bad}. Remove or correct those samples."
                : "every sample of its batch is finite. Use a smaller learning rate, clip gradients (clipNorm: 1), or scale the input.";
        }
        _start.Restore();
        using var again = source.Again();
        var pass = _startAt.Pass;
        again.Open(pass, _startAt.Batch, CancellationToken.None);
        for (var i = 0L; i <= steps; i++)
        {
            while (!again.MoveNext())
                again.Open(++pass, 0, CancellationToken.None);
            if (i == steps)
                break;
            var function = again.Load();
            function.Input<long>(function.Inputs.Count - 1)[0] = KeyOf(i);
            function.Run();
        }
        var cause = Look(again, KeyOf(steps));
        after.Restore();
        return cause;
    }

    // The tensor and the sample, where one of the batch's values is not finite.
    private string? BadSample()
    {
        var data = source.WholeBatch();
        foreach (var (tensor, name) in data.X.Select(x => (x, "x")).Concat(data.Y.Select(y => (y, "y"))))
        {
            if (tensor.DType.IsFloat() && BadRow(tensor, source) is { } row)
                return $"{name} has NaN or infinity in {row}";
        }
        return null;
    }

    private string Look(BatchSource again, long key)
    {
        var batch = again.Graph(again.Size);
        var keyInput = Tensor.Input(Shape.Scalar, DType.Int64, "key");
        var names = new List<string>();
        var flags = new List<Tensor>();
        foreach (var x in batch.X)
            Add("x", x);
        foreach (var y in batch.Y)
            Add("y", y);
        foreach (var weight in Model.Weights)
            Add(weight.Variable.Name, weight.Variable);
        var context = new CallContext(training: true, new RandomKey(keyInput), Model.Seed)
        {
            Observer = (layer, _, outputs) =>
            {
                foreach (var output in outputs)
                    Add(layer.ToString(), output);
            },
        };
        var small = Model.Run(batch.X, context).Select(output => (output.ToFloat32().Abs() < LargestSensible).All());
        flags.Add(small.Aggregate((a, b) => a & b));
        var function = new CompiledFunction([.. batch.Inputs, keyInput], flags, null, setup.Options);
        again.Write(function, 0, again.Size);
        function.Input<long>(function.Inputs.Count - 1)[0] = key;
        function.Run();
        var bad = Enumerable.Range(0, names.Count).FirstOrDefault(i => !function.Output<bool>(i)[0], -1);
        if (bad < 0 && !function.Output<bool>(names.Count)[0])
        {
            return FormattableString.Invariant(
                $"the model's outputs are finite but larger than {LargestSensible:G1}, too large for the loss: ")
                + "the weights have exploded. Use a smaller learning rate, or clip gradients (clipNorm: 1).";
        }
        if (bad < 0)
            return "every layer's output is finite, the loss of them is not. Check the labels, and that the loss suits the last layer.";
        if (bad < batch.X.Count + batch.Y.Count)
        {
            var tensor = bad < batch.X.Count ? again.Data.X[bad] : again.Data.Y[bad - batch.X.Count];
            return $"{names[bad]} has NaN or infinity in {BadRow(tensor, again) ?? "its batch"}. Remove or correct those samples.";
        }
        return bad < batch.X.Count + batch.Y.Count + Model.Weights.Count
            ? $"the step before made the weight '{names[bad]}' infinite or NaN. Use a smaller learning rate, or clip gradients " +
                "(clipNorm: 1)."
            : $"the first layer whose output is not finite is {names[bad]}; its input and all weights still are. " +
                "Use a smaller learning rate, clip gradients (clipNorm: 1), or scale the input.";

        void Add(string name, Tensor tensor)
        {
            if (!tensor.DType.IsFloat())
                tensor = tensor.ToFloat32();
            names.Add(name);
            flags.Add(tensor.IsFinite().All());
        }
    }

    private static string? BadRow(Tensor tensor, BatchSource batches)
    {
        for (var i = 0; i < batches.Size; i++)
        {
            var values = tensor.Narrow(0, batches.RowOf(i), 1).ToFloat32().ToArray();
            for (var column = 0; column < values.Length; column++)
            {
                if (!float.IsFinite(values[column]))
                    return batches.NameOf(i) + (values.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $", column {column}") : "");
            }
        }
        return null;
    }

    private long KeyOf(long step) => SeedMixing.Mix(Model.Seed, _startStep + step);

    private List<Variable> State() =>
    [
        .. Model.Weights.Select(weight => weight.Variable), .. setup.Optimizer?.Variables ?? [], .. setup.Accumulators,
    ];
}
