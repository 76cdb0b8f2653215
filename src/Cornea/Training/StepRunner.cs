namespace Cornea.Training;

/// <summary>Runs the steps of one kind over some data: one compiled function for full batches and one for a smaller last one.</summary>
internal sealed class StepRunner(StepKind kind, Model model, TrainingSetup? setup, TrainingData data, int batchSize)
{
    private CompiledFunction? _full;
    private CompiledFunction? _last;

    public BatchPlan Plan { get; } = new(data, batchSize);

    /// <summary>The function of the step that ran last.</summary>
    public CompiledFunction Running { get; private set; } = null!;

    /// <summary>Compiles the step of a full batch: weights, slots and accumulators exist afterwards.</summary>
    public void Prepare() => _full ??= model.Steps.Rows(kind, model, setup, data, Plan.BatchSize);

    public void Run(int step, long key = 0)
    {
        var rows = Plan.RowsOf(step);
        Running = rows.Length == Plan.BatchSize
            ? _full ??= model.Steps.Rows(kind, model, setup, data, rows.Length)
            : _last ??= model.Steps.Rows(kind, model, setup, data, rows.Length);
        rows.CopyTo(Running.Input<int>(0));
        if (kind == StepKind.Train)
            Running.Input<long>(1)[0] = key;
        Running.Run();
    }
}
