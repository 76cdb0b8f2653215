namespace Cornea.Training;

/// <summary>
/// The compiled steps of a model, by what they do and on which data. All are dropped when the weights, the layers or what is
/// trained change. To be used under the trainer's gate.
/// </summary>
internal sealed class StepCache
{
    // Full and last partial batch of a training, its validation and one more run; older ones would keep their data alive.
    private const int MostOnData = 6;

    // Steps that hold no data: one per length of sequence or size of batch that comes by.
    private const int MostCopied = 64;

    // From so many bytes of values and variables on, a training step begins with a collection.
    private const long LargeStep = 64L << 20;

    private readonly List<Entry> _onData = [];
    private readonly List<Entry> _copied = [];
    private readonly List<object> _signature = [];
    private Workspace _workspace = new(); // steps run one at a time, so they need memory for one
    private (IReadOnlyList<string> Names, CompiledFunction Function)? _results;

    public IReadOnlyList<CompiledFunction> Functions => [.. _onData.Concat(_copied).Select(entry => entry.Function)];

    /// <summary>The step that picks rows of given tensors by their numbers, its first input.</summary>
    public CompiledFunction Rows(StepKind kind, Trainer trainer, TrainingData data, int size) => Find(
        _onData, MostOnData, trainer, entry => entry.Kind == kind && entry.Types.Size == size && entry.Data!.SameTensors(data),
        () => new Entry(kind, data.Types(size), data, Compile(kind, trainer, data.Rows(size))));

    /// <summary>Whether there is a step for tensors of the same types, but none for these.</summary>
    public bool HoldsOthers(StepKind kind, Trainer trainer, TrainingData data, int size)
    {
        var types = data.Types(size);
        var same = _onData.Concat(_copied).Where(entry => entry.Kind == kind && entry.Types.Equals(types)).ToArray();
        return IsSignature(trainer) && same.Length > 0 && !Array.Exists(same, entry => entry.Data?.SameTensors(data) == true);
    }

    /// <summary>The step into whose inputs the tensors of a batch are copied.</summary>
    public CompiledFunction Copied(StepKind kind, Trainer trainer, BatchTypes types) => Find(
        _copied, MostCopied, trainer, entry => entry.Kind == kind && entry.Types.Equals(types),
        () => new Entry(kind, types, null, Compile(kind, trainer, types.Graph())));

    /// <summary>The names of the metrics and the function that computes them from their accumulators.</summary>
    public (IReadOnlyList<string> Names, CompiledFunction Function) Results(Trainer trainer) =>
        _results ??= StepBuilder.Results(trainer.Model, trainer.RequireSetup("be read"));

    public void Clear()
    {
        _onData.Clear();
        _copied.Clear();
        _signature.Clear();
        _results = null;
        _workspace = new Workspace();
    }

    private CompiledFunction Find(List<Entry> entries, int most, Trainer trainer, Predicate<Entry> fits, Func<Entry> make)
    {
        if (!IsSignature(trainer))
            Clear();
        var index = entries.FindLastIndex(fits);
        if (index >= 0 && index == entries.Count - 1)
            return entries[index].Function;
        var found = index >= 0 ? entries[index] : make();
        if (index >= 0)
            entries.RemoveAt(index);
        else
            Sign(trainer); // tracing may have built the model
        entries.Add(found);
        if (entries.Count > most)
            entries.RemoveAt(0);
        return found.Function;
    }

    private CompiledFunction Compile(StepKind kind, Trainer trainer, Batch batch)
    {
        var options = trainer.Setup?.Options ?? CompileOptions.Default;
        options = options.Workspace is null ? options with { Workspace = _workspace } : options;
        if (kind == StepKind.Train)
        {
            var before = options.Workspace!.Bytes;
            var step = StepBuilder.Train(trainer, options, batch);
            if (options.Workspace.Bytes > before && step.ArenaBytes + step.StateBytes >= LargeStep)
            {
                // Nobody has written to the new memory yet, so it takes none of the machine's. Before it does, what was left behind by
                // making weights and by compiling goes back: otherwise it would lie beside the step's values all the time, since a
                // training step allocates nothing that would make the collector run.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
            return step;
        }
        return kind == StepKind.Test ? StepBuilder.Test(trainer, options, batch) : StepBuilder.Predict(trainer.Model, options, batch);
    }

    private void Sign(Trainer trainer)
    {
        _signature.Clear();
        Visit(trainer.Model, trainer, part =>
        {
            _signature.Add(part);
            return true;
        });
    }

    private bool IsSignature(Trainer trainer)
    {
        var at = 0;
        return Visit(trainer.Model, trainer, part => at < _signature.Count && ReferenceEquals(_signature[at++], part))
            && at == _signature.Count;
    }

    // Everything that a step is made of, in order; ends early where the visitor says no.
    private static bool Visit(Layer layer, Trainer trainer, Func<object, bool> visitor)
    {
        if (!visitor(layer) || !visitor(trainer.Setup?.Trained.IsTrained(layer) ?? layer.Trainable ? Trained : Frozen))
            return false;
        foreach (var weight in layer.OwnWeights)
        {
            if (!visitor(weight.Variable))
                return false;
        }
        foreach (var inner in layer.Sublayers)
        {
            if (!Visit(inner, trainer, visitor))
                return false;
        }
        return true;
    }

    private static readonly object Trained = new();
    private static readonly object Frozen = new();

    private sealed record Entry(StepKind Kind, BatchTypes Types, TrainingData? Data, CompiledFunction Function);
}
