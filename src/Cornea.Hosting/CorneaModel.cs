using Cornea.Serving;

namespace Cornea.Hosting;

/// <summary>
/// A model of a service, by its name: ask it for answers, and how it is. Inject it with
/// <c>[FromKeyedServices("digits")] CorneaModel model</c>; the first one that was added also without a key.
/// </summary>
public sealed class CorneaModel
{
    private ModelServer? _server;

    internal CorneaModel(string name) => Name = name;

    /// <summary>The name it was added by.</summary>
    public string Name { get; }

    /// <summary>Whether a model is loaded and warm.</summary>
    public bool IsReady => Volatile.Read(ref _server) is not null;

    /// <summary>
    /// The version that answers: the first 12 digits of the SHA-256 of its file. Null before there is one.
    /// </summary>
    public string? Version => Volatile.Read(ref _server)?.Version;

    /// <summary>When that version went live.</summary>
    public DateTimeOffset? LoadedAt { get; internal set; }

    /// <summary>Why the file as it is now could not take over, where it could not; the version before goes on answering.</summary>
    public string? Problem { get; internal set; }

    /// <summary>What answers, for deadlines and samples of several inputs.</summary>
    /// <exception cref="ModelNotReadyException">No model is loaded yet.</exception>
    public ModelServer Server => Volatile.Read(ref _server) ?? throw new ModelNotReadyException(Name, Problem);

    /// <summary>The answer for one sample of a model with one input.</summary>
    /// <param name="sample">The values of one sample, row by row, without a batch axis.</param>
    /// <param name="cancellationToken">Gives up waiting; requests beside it are not touched.</param>
    /// <exception cref="ModelNotReadyException">No model is loaded yet.</exception>
    /// <exception cref="QueueFullException">Too many requests wait.</exception>
    /// <exception cref="ShapeException">The sample does not have the model's shape.</exception>
    public Task<Prediction> PredictAsync(ReadOnlyMemory<float> sample, CancellationToken cancellationToken = default) =>
        Server.PredictAsync(sample, cancellationToken);

    /// <inheritdoc cref="PredictAsync(ReadOnlyMemory{float}, CancellationToken)"/>
    public Task<Prediction> PredictAsync(float[] sample, CancellationToken cancellationToken = default) =>
        Server.PredictAsync(sample, cancellationToken);

    internal void GoLive(ModelServer server) => Volatile.Write(ref _server, server);
}
