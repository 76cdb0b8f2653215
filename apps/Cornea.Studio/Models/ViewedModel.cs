namespace Cornea.Studio.Models;

/// <summary>
/// A network to look into. It has weights of its own, so that looking never meets a training step half done; a training hands its weights
/// over now and then.
/// </summary>
internal sealed class ViewedModel
{
    private const int Pixels = 28 * 28;

    private readonly Lock _lock = new();
    private CompiledFunction? _answer;
    private (Layer[] Layers, CompiledFunction Function)? _layers;

    private ViewedModel(string id, string name, Model model, IReadOnlyList<string>? classes)
    {
        (Id, Name, Model) = (id, name, model);
        Layers = model.Layers;
        ReadsPictures = model.Inputs is { Count: 1 } inputs && inputs[0].Shape.Skip(1).All(length => length > 0)
            && inputs[0].Shape.Skip(1).Aggregate(1L, (product, length) => product * length) == Pixels;
        var outputs = ReadsPictures && model.Outputs is { Count: 1 } one && one[0].Shape is { Rank: 2 } shape ? shape[1] : 0;
        Classes = classes ?? [.. Enumerable.Range(0, Math.Max(0, outputs)).Select(index => $"{index}")];
        ReadsPictures &= outputs == Classes.Count && outputs > 0;
    }

    public string Id { get; }

    public string Name { get; }

    public Model Model { get; }

    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>What the outputs stand for.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Whether it takes a picture of 28 x 28 pixels and answers with a number for each class.</summary>
    public bool ReadsPictures { get; }

    /// <summary>Counts up with each hand-over of weights.</summary>
    public int Version { get; private set; }

    public static ViewedModel Of(string id, string name, Model model, IReadOnlyList<string>? classes) => new(id, name, model, classes);

    /// <summary>Takes the weights of a model of the same layers.</summary>
    public void Take(Model other)
    {
        lock (_lock)
            Copy(other);
    }

    /// <summary>Takes the weights of a model of the same layers, unless somebody works with this one.</summary>
    /// <returns>Whether it took them.</returns>
    public bool TryTake(Model other)
    {
        if (!_lock.TryEnter())
            return false;
        try
        {
            Copy(other);
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>Does something with the model while nobody else runs it or changes its weights.</summary>
    public T With<T>(Func<Model, T> work)
    {
        lock (_lock)
            return work(Model);
    }

    /// <summary>The answer to a picture.</summary>
    public float[] Answer(ReadOnlySpan<float> picture)
    {
        RequirePictures();
        lock (_lock)
        {
            _answer ??= Compile(null);
            picture.CopyTo(_answer.Input<float>(0));
            _answer.Run();
            return _answer.Output<float>(0).ToArray();
        }
    }

    /// <summary>What leaves each layer for a picture.</summary>
    public (Layer Layer, Shape Shape, float[] Values)[] Through(ReadOnlySpan<float> picture)
    {
        RequirePictures();
        lock (_lock)
        {
            if (_layers is null)
            {
                var layers = new List<Layer>();
                var function = Compile(layers);
                _layers = ([.. layers], function);
            }
            var (known, through) = _layers.Value;
            picture.CopyTo(through.Input<float>(0));
            through.Run();
            return [.. known.Select((layer, i) => (layer, through.Outputs[i].Shape.Without(0), through.Output<float>(i).ToArray()))];
        }
    }

    /// <summary>Refuses a network that does not read pictures of 28 x 28 pixels.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public void RequirePictures()
    {
        if (!ReadsPictures)
            throw new InvalidOperationException($"The network '{Name}' does not read pictures of 28 x 28 pixels. Choose another one.");
    }

    private void Copy(Model other)
    {
        var (own, others) = (Model.Weights, other.Weights);
        for (var i = 0; i < own.Count; i++)
            own[i].Variable.AssignBytes(others[i].Variable.AsBytes());
        Version++;
    }

    // One thread: an answer is small, and the other cores may be training.
    private CompiledFunction Compile(List<Layer>? layers)
    {
        var input = Tensor.Input(Model.Inputs[0].Shape.With(0, 1), DType.Float32, "picture");
        var values = new List<Tensor>();
        var own = new HashSet<Layer>(Layers, ReferenceEqualityComparer.Instance);
        var context = new CallContext(seed: Model.Seed)
        {
            Observer = (layer, _, outputs) =>
            {
                if (layers is null || !own.Contains(layer) || outputs.Count != 1 || layers.Contains(layer))
                    return;
                layers.Add(layer);
                values.Add(outputs[0].ToFloat32());
            },
        };
        var answers = Model.Apply((Tensors)input.Cast(Model.Inputs[0].DType), context);
        return new CompiledFunction(
            [input], layers is null ? [answers[0].ToFloat32()] : values, null, new CompileOptions { Threads = 1 });
    }
}
