namespace Cornea.Serving;

/// <summary>One version of a model as it answers: what it expects, and its compiled functions. Its weights never change.</summary>
internal sealed class ServedModel
{
    /// <summary>Weights up to this size are copied for each batch that is computed beside others.</summary>
    private const long SmallWeights = 8L << 20;

    private readonly Model _model;
    private readonly ServingOptions _options;
    private readonly FunctionPool _functions;
    private readonly CompileOptions _compile;
    private readonly int[] _batchSizes;
    private readonly SampleShapes? _fixed;

    public ServedModel(Model model, string version, ServingOptions options)
    {
        (Version, _options) = (version, options);
        if (model.Inputs.Count == 0)
        {
            throw new InvalidOperationException(
                $"Model '{model.Name}' does not know the shape of its inputs, so it cannot be served. " +
                "Give its first layer an inputShape, or begin with new InputLayer(shape).");
        }
        var isOpen = model.Inputs.Any(input => !input.Shape[1..].IsKnown);
        // Functions for other lengths are compiled later and must see the weights of now.
        _model = isOpen ? Copy(model) : model;
        var bytes = RequireFinite(model);
        Parallelism = options.Parallelism ?? (bytes <= SmallWeights ? options.Compile.Threads : 1);
        _compile = options.Compile with
        {
            Threads = Math.Max(1, options.Compile.Threads / Parallelism),
            Frozen = !isOpen || bytes <= SmallWeights,
        };
        _batchSizes = [.. Sizes(options.MaxBatch, bytes <= SmallWeights ? 2 : 8)];
        _functions = new FunctionPool(
            (shapes, rows) => new BatchFunction(_model, shapes, rows, options.Padding, _compile),
            isOpen ? Math.Max(options.PlanCapacity, Parallelism) : _batchSizes.Length * Parallelism);
        if (!isOpen)
            _fixed = Shapes([.. model.Inputs.Select(input => input.Shape[1..])]);
    }

    public string Version { get; }

    /// <summary>How many batches are computed at the same time.</summary>
    public int Parallelism { get; }

    public SymbolicTensors Inputs => _model.Inputs;

    /// <summary>The shapes of every sample, where the model leaves no axis open.</summary>
    public SampleShapes? Fixed => _fixed;

    /// <summary>Compiles and runs what requests will need first, and tries the padding.</summary>
    public void Warm(CancellationToken cancellation = default)
    {
        if (_options.Padding is { Multiple: > 1 } padding)
            PaddingCheck.Run(_model, this, padding, _compile);
        SampleShapes[] all = _fixed is not null ? [_fixed]
            : [.. _options.WarmShapes.Select(shape => Shapes([.. Inputs.Select(_ => shape)]))];
        foreach (var shapes in all)
        {
            foreach (var rows in _batchSizes)
            {
                var lent = new List<BatchFunction>();
                for (var i = 0; i < Parallelism; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var function = _functions.Rent(shapes, rows);
                    lent.Add(function);
                    function.Run([], Version);
                }
                lent.ForEach(_functions.Return);
            }
        }
    }

    /// <summary>The answers of requests of equal shape; the smallest function that holds them all computes them.</summary>
    public Prediction[] Run(IReadOnlyList<PredictionRequest> requests)
    {
        var rows = Array.Find(_batchSizes, size => size >= requests.Count);
        var function = _functions.Rent(requests[0].Shapes, rows);
        var answers = function.Run(requests, Version);
        // A function that failed amid a run is not used again.
        _functions.Return(function);
        return answers;
    }

    /// <summary>Checks the shapes of a sample's inputs and says in which shapes they are computed.</summary>
    /// <exception cref="ShapeException">They are not those of the model.</exception>
    public SampleShapes Shapes(Shape[] own)
    {
        if (own.Length != Inputs.Count)
        {
            throw new ShapeException(
                $"Model '{_model.Name}' has {Inputs.Count} inputs, but received {own.Length}. Give one tensor for each.");
        }
        var computed = new Shape[own.Length];
        for (var i = 0; i < own.Length; i++)
        {
            var expected = Inputs[i].Shape[1..];
            if (expected.Rank != own[i].Rank || !own[i].IsKnown || own[i].Size == 0 || !Fits(own[i], expected))
            {
                throw new ShapeException(
                    $"Model '{_model.Name}' expects a sample of shape {expected} for its input '{Inputs[i].Layer.Name}', but received " +
                    $"{own[i]}. Give one sample, without a batch axis.");
            }
            computed[i] = _options.Padding is { } padding && expected.Rank > 0 && expected[0] == Shape.Unknown
                ? own[i].With(0, checked((own[i][0] + padding.Multiple - 1) / padding.Multiple * padding.Multiple))
                : own[i];
        }
        return new SampleShapes(own, computed);
    }

    /// <summary>Refuses a version whose samples or answers have another form.</summary>
    public void RequireSameForm(ServedModel other)
    {
        string[] differences =
            [.. Differences(Inputs, other.Inputs, "input"), .. Differences(_model.Outputs, other._model.Outputs, "output")];
        if (differences.Length > 0)
        {
            throw new InvalidOperationException(
                $"Version '{other.Version}' cannot take the place of '{Version}': {string.Join("; ", differences)}. " +
                "Serve a model of another form by a server of its own.");
        }
    }

    private static IEnumerable<string> Differences(SymbolicTensors now, SymbolicTensors then, string what)
    {
        if (now.Count != then.Count)
            return [$"it has {then.Count} {what}s instead of {now.Count}"];
        return now.Zip(then).Select((pair, i) => (pair.First, pair.Second, i))
            .Where(pair => pair.First.Shape != pair.Second.Shape || pair.First.DType != pair.Second.DType)
            .Select(pair => $"its {what} {pair.i} is {pair.Second.DType.Name()} {pair.Second.Shape} instead of " +
                $"{pair.First.DType.Name()} {pair.First.Shape}");
    }

    private static bool Fits(Shape own, Shape expected)
    {
        for (var axis = 0; axis < own.Rank; axis++)
        {
            if (expected[axis] != Shape.Unknown && expected[axis] != own[axis])
                return false;
        }
        return true;
    }

    // 1, and on by the factor to the most.
    private static IEnumerable<int> Sizes(int most, int factor)
    {
        for (var size = 1; size < most; size *= factor)
            yield return size;
        yield return most;
    }

    private static Model Copy(Model model)
    {
        var copy = model.Clone();
        lock (model.Trainer.Gate)
        {
            copy.SetWeights(model.GetWeights());
        }
        return copy;
    }

    private static long RequireFinite(Model model)
    {
        var bytes = 0L;
        foreach (var weight in model.Weights)
        {
            bytes += weight.Variable.AsBytes().Length;
            if (weight.Variable.DType == DType.Float32
                && System.Numerics.Tensors.TensorPrimitives.IsFiniteAll(
                    System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(weight.Variable.AsBytes())) is false)
            {
                throw new InvalidOperationException(
                    $"Weight '{weight.Variable.Name}' of model '{model.Name}' holds NaN or infinity, so its answers would be worthless. " +
                    "Serve the weights of before the training failed.");
            }
        }
        return bytes;
    }
}
