using Cornea.Diagnostics;

namespace Cornea.Serving;

/// <summary>
/// Answers from one model for any number of threads: requests wait in a bounded queue, those of equal shape are computed together, and
/// each answer is the caller's own. Made by <see cref="Model.Serve"/>. A server without requests does nothing; dispose it when it is no
/// longer needed: it then answers what waits and ends its threads.
/// </summary>
public sealed partial class ModelServer : IAsyncDisposable, IDisposable
{
    private readonly Lock _swapping = new();
    private readonly ServingOptions _options;
    private readonly TimeProvider _clock;
    private readonly ServingMeter _meter;
    private ServedModel _current;
    private int _versions = 1;

    internal ModelServer(Model model, ServingOptions options)
    {
        (_options, _clock) = (options, options.Clock);
        Name = options.Name ?? model.Name;
        _current = new ServedModel(model, options.Version ?? "1", options);
        _current.Warm();
        options.Verify?.Invoke(model);
        _queue = new RequestQueue(options.MaxBatch);
        _meter = new ServingMeter(Name, () => QueueLength, () => Version);
        _timer = _clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The name in metrics, traces and messages.</summary>
    public string Name { get; }

    /// <summary>The version that answers now.</summary>
    public string Version => Volatile.Read(ref _current).Version;

    /// <summary>How many requests wait.</summary>
    public int QueueLength
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>The answer for one sample of a model with one input.</summary>
    /// <param name="sample">The values of one sample, row by row, without a batch axis. They are copied before the call returns.</param>
    /// <param name="cancellationToken">Gives up waiting; requests beside it are not touched.</param>
    /// <exception cref="ShapeException">The sample does not have the model's shape.</exception>
    /// <exception cref="QueueFullException">Too many requests wait.</exception>
    /// <exception cref="DeadlineExceededException">It was not its turn before <see cref="ServingOptions.Deadline"/>.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The server was disposed.</exception>
    public Task<Prediction> PredictAsync(ReadOnlyMemory<float> sample, CancellationToken cancellationToken = default) =>
        Predict(() => Request(sample.Span), _options.Deadline, cancellationToken);

    /// <inheritdoc cref="PredictAsync(ReadOnlyMemory{float}, CancellationToken)"/>
    public Task<Prediction> PredictAsync(float[] sample, CancellationToken cancellationToken = default) =>
        PredictAsync(sample.AsMemory(), cancellationToken);

    /// <summary>The answer for one sample.</summary>
    /// <param name="sample">One tensor for each input, without a batch axis; cast to the input's element type.</param>
    /// <param name="cancellationToken">Gives up waiting; requests beside it are not touched.</param>
    /// <inheritdoc cref="PredictAsync(ReadOnlyMemory{float}, CancellationToken)" path="/exception"/>
    public Task<Prediction> PredictAsync(Tensors sample, CancellationToken cancellationToken = default) =>
        Predict(() => Request(sample), _options.Deadline, cancellationToken);

    /// <summary>The answer for one sample of a model with one input, in time or not at all.</summary>
    /// <param name="sample">The values of one sample, row by row, without a batch axis.</param>
    /// <param name="deadline">How long the request may wait for its turn; it is not computed later.</param>
    /// <param name="cancellationToken">Gives up waiting; requests beside it are not touched.</param>
    /// <inheritdoc cref="PredictAsync(ReadOnlyMemory{float}, CancellationToken)" path="/exception"/>
    public Task<Prediction> PredictAsync(ReadOnlyMemory<float> sample, TimeSpan deadline, CancellationToken cancellationToken = default) =>
        Predict(() => Request(sample.Span), deadline, cancellationToken);

    /// <summary>The answer for one sample, in time or not at all.</summary>
    /// <param name="sample">One tensor for each input, without a batch axis; cast to the input's element type.</param>
    /// <param name="deadline">How long the request may wait for its turn; it is not computed later.</param>
    /// <param name="cancellationToken">Gives up waiting; requests beside it are not touched.</param>
    /// <inheritdoc cref="PredictAsync(ReadOnlyMemory{float}, CancellationToken)" path="/exception"/>
    public Task<Prediction> PredictAsync(Tensors sample, TimeSpan deadline, CancellationToken cancellationToken = default) =>
        Predict(() => Request(sample), deadline, cancellationToken);

    /// <summary>
    /// Lets another model of the same form answer from now on. It is compiled and tried first, while the one before goes on answering;
    /// no request is lost, and one that is being computed keeps the model it has.
    /// </summary>
    /// <param name="model">The model; its weights of this moment are kept.</param>
    /// <param name="version">What its answers call it; the number of models so far where null.</param>
    /// <param name="cancellationToken">Keeps the model of now.</param>
    /// <exception cref="InvalidOperationException">Its inputs or outputs have another form, or a weight is not finite.</exception>
    public Task SwapAsync(Model model, string? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Task.Run(() => Swap(model, version, cancellationToken), cancellationToken);
    }

    private void Swap(Model model, string? version, CancellationToken cancellation)
    {
        lock (_swapping)
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            var next = new ServedModel(model, version ?? $"{_versions + 1}", _options with { Parallelism = _current.Parallelism });
            _current.RequireSameForm(next);
            next.Warm(cancellation);
            _options.Verify?.Invoke(model);
            cancellation.ThrowIfCancellationRequested();
            _versions++;
            Volatile.Write(ref _current, next);
        }
    }

    private PredictionRequest Request(ReadOnlySpan<float> sample)
    {
        var served = Volatile.Read(ref _current);
        var input = served.Inputs[0];
        if (served.Inputs.Count > 1)
            throw new ShapeException($"Model '{Name}' has {served.Inputs.Count} inputs, but received one. Give one tensor for each.");
        var shapes = served.Fixed ?? served.Shapes([WithLength(input.Shape[1..], sample.Length)]);
        if (shapes.Own[0].Size != sample.Length)
        {
            throw new ShapeException(
                $"Model '{Name}' expects a sample of shape {shapes.Own[0]}, {shapes.Own[0].Size:N0} values, but received " +
                $"{sample.Length:N0}. Give the values of one sample.");
        }
        var bytes = input.DType == DType.Float32
            ? System.Runtime.InteropServices.MemoryMarshal.AsBytes(sample).ToArray()
            : Tensor.From(sample).Cast(input.DType).AsBytes().ToArray();
        return new PredictionRequest([bytes], shapes);
    }

    private PredictionRequest Request(Tensors sample)
    {
        var served = Volatile.Read(ref _current);
        Shape[] own = [.. sample.Select(tensor => tensor.Shape)];
        var shapes = served.Fixed is { } all && all.Own.SequenceEqual(own) ? all : served.Shapes(own);
        return new PredictionRequest([.. sample.Select((tensor, i) => tensor.Cast(served.Inputs[i].DType).AsBytes().ToArray())], shapes);
    }

    // Where one axis is open, the number of values says how long it is.
    private static Shape WithLength(Shape shape, int values)
    {
        var open = shape.AsSpan().IndexOf(Shape.Unknown);
        if (open < 0 || shape.AsSpan()[(open + 1)..].Contains(Shape.Unknown))
            return shape;
        var size = shape.With(open, 1).Size;
        return size == 0 ? shape : shape.With(open, values / size);
    }

    private Task<Prediction> Predict(Func<PredictionRequest> make, TimeSpan? deadline, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<Prediction>(cancellation);
        var activity = Telemetry.StartDetached("cornea.predict");
        activity?.SetTag("cornea.model", Name);
        PredictionRequest request;
        try
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            request = make();
        }
        catch (Exception problem) when (problem is ShapeException or ArgumentException or InvalidOperationException)
        {
            _meter.Ended("invalid", Version, default);
            Telemetry.Stop(activity, problem.Message);
            return Task.FromException<Prediction>(problem);
        }
        request.Activity = activity;
        return Enqueue(request, deadline, cancellation);
    }
}
