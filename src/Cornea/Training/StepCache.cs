namespace Cornea.Training;

/// <summary>
/// The compiled steps of a model, by what they do and on which data. All are dropped when the weights, the layers or what is
/// trained change.
/// </summary>
internal sealed class StepCache
{
    // Full and last partial batch of a training, its validation and one more run; older ones would keep their data alive.
    private const int Most = 6;
    private readonly List<Entry> _entries = [];
    private List<object> _signature = [];
    private Workspace _workspace = new(); // steps run one at a time, so they need memory for one
    private (IReadOnlyList<string> Names, CompiledFunction Function)? _readout;

    public IReadOnlyList<CompiledFunction> Functions => [.. _entries.Select(entry => entry.Function)];

    public CompiledFunction Rows(StepKind kind, Model model, TrainingSetup? setup, TrainingData data, int size) =>
        Find(kind, model, setup, data, size, entry => entry.Size == size && entry.Data.SameTensors(data));

    public CompiledFunction Whole(StepKind kind, Model model, TrainingSetup? setup, TrainingData data) =>
        Find(kind, model, setup, data, 0, entry => entry.Size == 0 && entry.Data.SameTypes(data));

    public (IReadOnlyList<string> Names, CompiledFunction Function) Readout(Model model, TrainingSetup setup) =>
        _readout ??= StepBuilder.Readout(model, setup);

    public void Clear()
    {
        _entries.Clear();
        _readout = null;
        _workspace = new Workspace();
    }

    private CompiledFunction Find(StepKind kind, Model model, TrainingSetup? setup, TrainingData data, int size, Predicate<Entry> fits)
    {
        DropOld(model);
        var index = _entries.FindIndex(entry => entry.Kind == kind && fits(entry));
        var found = index >= 0 ? _entries[index]
            : new Entry(kind, data, size, Compile(kind, model, setup, Options(setup), size > 0 ? data.Rows(size) : data.Whole()));
        if (index >= 0)
            _entries.RemoveAt(index);
        // Tracing may have built the model.
        _signature = Signature(model);
        _entries.Add(found);
        if (_entries.Count > Most)
            _entries.RemoveAt(0);
        return found.Function;
    }

    private CompileOptions Options(TrainingSetup? setup)
    {
        var options = setup?.Options ?? CompileOptions.Default;
        return options.Workspace is null ? options with { Workspace = _workspace } : options;
    }

    private void DropOld(Model model)
    {
        var signature = Signature(model);
        if (_signature.SequenceEqual(signature))
            return;
        Clear();
        _signature = signature;
    }

    private static CompiledFunction Compile(
        StepKind kind, Model model, TrainingSetup? setup, CompileOptions options, Batch batch) => kind switch
        {
            StepKind.Train => StepBuilder.Train(model, setup!, options, batch),
            StepKind.Test => StepBuilder.Test(model, setup!, options, batch),
            _ => StepBuilder.Predict(model, options, batch),
        };

    private static List<object> Signature(Model model)
    {
        var signature = new List<object>();
        Add(model);
        return signature;

        void Add(Layer layer)
        {
            signature.Add(layer);
            signature.Add(layer.Trainable);
            foreach (var inner in layer.Sublayers)
                Add(inner);
            foreach (var weight in layer.Weights)
                signature.Add((weight.Variable, weight.Variable.Trainable));
        }
    }

    private sealed record Entry(StepKind Kind, TrainingData Data, int Size, CompiledFunction Function);
}
