using System.Globalization;

namespace Cornea.Training;

/// <summary>
/// Finds where a loss that is not finite came from. The weights are already spoilt when it is noticed, so the epoch is run
/// again from its beginning, which gives the same bits, up to the bad step; then that step is looked at layer by layer.
/// </summary>
internal sealed class NotFinite(Model model, TrainingSetup setup, TrainingData data, StepRunner training)
{
    private StateSnapshot? _start;
    private int _variables;
    private long _startStep;

    /// <summary>Remembers the state at the beginning of an epoch.</summary>
    public void Begin()
    {
        var state = State();
        // The slots of an optimizer come into being at the first step.
        if (_start is null || state.Count != _variables)
            (_start, _variables) = (new StateSnapshot(state), state.Count);
        _start.Take();
        _startStep = model.TrainedSteps;
    }

    /// <summary>Says where a step went wrong. The state afterwards is that before the call.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="step">The step in the epoch, from 0; the steps of the epoch are the first of the plan.</param>
    public TrainingWarning Explain(int epoch, int step)
    {
        var cause = Cause(step);
        return new TrainingWarning(TrainingWarningKind.NotFinite, string.Create(CultureInfo.InvariantCulture,
            $"The loss is not a finite number in epoch {epoch + 1}, step {step + 1}: {cause}"));
    }

    private string Cause(int step)
    {
        var after = new StateSnapshot(State());
        after.Take();
        var known = _start is not null && State().Count == _variables;
        if (known)
            _start!.Restore();
        if (known)
        {
            for (var i = 0; i < step; i++)
                training.Run(i, KeyOf(i));
        }
        var cause = known || step == 0 ? Look(step, KeyOf(step))
            : "the state before that step is not known. Use a smaller learning rate or clip gradients (clipNorm: 1).";
        after.Restore();
        return cause;
    }

    private string Look(int step, long key)
    {
        var batch = data.Rows(training.Plan.SizeOf(step));
        var keyInput = Tensor.Input(Shape.Scalar, DType.Int64, "key");
        var names = new List<string>();
        var flags = new List<Tensor>();
        foreach (var x in batch.X)
            Add("x", x);
        foreach (var y in batch.Y)
            Add("y", y);
        foreach (var weight in model.Weights)
            Add(weight.Variable.Name, weight.Variable);
        var context = new CallContext(training: true, new RandomKey(keyInput), model.Seed)
        {
            Observer = (layer, _, outputs) =>
            {
                foreach (var output in outputs)
                    Add(layer.ToString(), output);
            },
        };
        model.Run(batch.X, context);
        var function = new CompiledFunction([.. batch.Inputs, keyInput], flags, null, setup.Options);
        var rows = training.Plan.RowsOf(step);
        rows.CopyTo(function.Input<int>(0));
        function.Input<long>(1)[0] = key;
        function.Run();
        var bad = Enumerable.Range(0, flags.Count).FirstOrDefault(i => !function.Output<bool>(i)[0], -1);
        if (bad < 0)
            return "every layer's output is finite, the loss of them is not. Check the labels, and that the loss suits the last layer.";
        if (bad < batch.X.Count + batch.Y.Count)
            return $"{names[bad]} has NaN or infinity in " +
                $"{BadRow(bad < batch.X.Count ? data.X[bad] : data.Y[bad - batch.X.Count], rows)}. Remove or mend those samples.";
        return bad < batch.X.Count + batch.Y.Count + model.Weights.Count
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

    private static string BadRow(Tensor tensor, ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            foreach (var value in tensor.Narrow(0, row, 1).ToFloat32().ToArray())
            {
                if (!float.IsFinite(value))
                    return string.Create(CultureInfo.InvariantCulture, $"row {row}");
            }
        }
        return "a row of the batch";
    }

    private long KeyOf(int step) => SeedMixing.Mix(model.Seed, _startStep + step);

    private List<Variable> State() =>
    [
        .. model.Weights.Select(weight => weight.Variable),
        .. setup.Optimizer?.Variables ?? [],
        .. setup.AllMetrics.SelectMany(metric => metric.Variables),
        setup.LossTracker.Total,
        setup.LossTracker.Count,
        .. setup.LossTrackers.OfType<RunningMean>().SelectMany(mean => (Variable[])[mean.Total, mean.Count]),
    ];
}
