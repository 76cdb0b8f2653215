namespace Cornea;

public abstract partial class Layer
{
    // The layer whose call is running on this thread and around which no other is: all that is trained and saved hangs on it.
    [ThreadStatic] private static Layer? _outermost;

    private readonly Lock _buildLock = new();
    private volatile bool _isBuilt;
    private int _ownCalls;

    /// <summary>How many calls in training mode the layer was given on its own; the random numbers of the next are a function of
    /// it.</summary>
    internal int OwnCalls
    {
        get => Volatile.Read(ref _ownCalls);
        set => Volatile.Write(ref _ownCalls, value);
    }

    /// <summary>The layer's weights without those of the sublayers.</summary>
    internal List<Weight> OwnWeights => _ownWeights;

    private RandomKey NextCallKey() => RandomKey.From(SeedMixing.Mix(OwnSeed, Interlocked.Increment(ref _ownCalls) - 1));

    // Returns the outermost layer before the call, to be handed to LeaveCall.
    private Layer? EnterCall()
    {
        var around = _outermost;
        _outermost ??= this;
        return around;
    }

    private static void LeaveCall(Layer? around) => _outermost = around;

    // Whoever said what a sample looks like is told when one looks otherwise, before weights of the wrong shape are made.
    private void CheckDeclaredShape(Tensors inputs)
    {
        if (InputShape is not { } declared || inputs.Count == 0)
            return;
        var received = inputs[0].Shape;
        if (received.Rank == declared.Rank + 1
            && declared.Zip(received.Skip(1)).All(axis => axis.First == axis.Second || axis.First == Shape.Unknown))
        {
            return;
        }
        var advice = received.Equals(declared) ? "The axis of samples is missing: for one sample, x.ExpandDims(0)."
            : declared.Rank == 1 && received.Rank > 2 ? "Add new Flatten() before it."
            : "Feed samples of the declared shape, or declare the one that is fed.";
        var exception = new ShapeException(
            $"{this} was declared for samples of shape {declared}, but received a batch of shape {received}. {advice}");
        exception.Data[nameof(Layer)] = Name;
        throw exception;
    }

    // Weights that nobody above knows would be neither trained nor saved.
    private void CheckTracked()
    {
        if (_outermost is not { } root || root == this || _ownWeights.Count == 0 || root.Holds(this))
            return;
        _ownWeights = [];
        throw new InvalidOperationException(
            $"{this} made weights while {root} was called, but {root} does not know it: its weights would be neither trained nor saved. " +
            $"Track it in the constructor of the layer that holds it: _inner = Track(new {ClassName}(...)).");
    }

    private bool Holds(Layer layer) => _sublayers.Any(inner => inner == layer || inner.Holds(layer));
}
