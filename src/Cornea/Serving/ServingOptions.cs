namespace Cornea.Serving;

/// <summary>How a <see cref="ModelServer"/> gathers requests into batches, and what it does when there are too many.</summary>
public sealed record ServingOptions
{
    /// <summary>The name in metrics, traces and messages; the model's where null.</summary>
    public string? Name { get; init; }

    /// <summary>What answers call the first model; <c>"1"</c> where null.</summary>
    public string? Version { get; init; }

    /// <summary>The most samples that are computed together.</summary>
    public int MaxBatch { get; init; } = 32;

    /// <summary>
    /// How long a request may wait for others to share its batch. With zero, the default, nobody waits for company: a batch is what came
    /// while the ones before it were computed.
    /// </summary>
    public TimeSpan MaxDelay { get; init; }

    /// <summary>The most requests that wait at the same time.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>What becomes of a request when the queue is full.</summary>
    public FullQueue WhenFull { get; init; }

    /// <summary>How long a request may wait for its turn where it does not say itself; without limit where null.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Lets samples of different length share a batch; only equal shapes do where null.</summary>
    public SequencePadding? Padding { get; init; }

    /// <summary>
    /// Batches that are computed at the same time, each by its share of the threads. Where null, as many as there are threads for a model
    /// whose weights take up to 8 MiB, and one for a larger one: each holds weights of its own.
    /// </summary>
    public int? Parallelism { get; init; }

    /// <summary>
    /// Plans that are kept, each for one shape and number of samples. A model whose inputs are of any length makes one for each length it
    /// meets; the one unused for longest is dropped.
    /// </summary>
    public int PlanCapacity { get; init; } = 64;

    /// <summary>
    /// Shapes of samples, without the batch axis, whose plans are made before the server is ready. For models whose inputs are of any
    /// length; others are always warm.
    /// </summary>
    public IReadOnlyList<Shape> WarmShapes { get; init; } = [];

    /// <summary>
    /// How the model is compiled. <see cref="CompileOptions.Threads"/>, by default the processors that the machine or the container's
    /// quota allows, is the number of threads of all batches together.
    /// </summary>
    public CompileOptions Compile { get; init; } = CompileOptions.Default;

    /// <summary>
    /// Called with a model that was compiled and tried, before it answers its first request; an exception keeps it from going live.
    /// </summary>
    public Action<Model>? Verify { get; init; }

    /// <summary>The clock of delays and deadlines.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal void Check()
    {
        Positive(MaxBatch, nameof(MaxBatch));
        Positive(QueueCapacity, nameof(QueueCapacity));
        Positive(Parallelism ?? 1, nameof(Parallelism));
        Positive(PlanCapacity, nameof(PlanCapacity));
        Positive(Padding?.Multiple ?? 1, "Padding.Multiple");
        if (MaxDelay < TimeSpan.Zero)
            throw new ArgumentException($"ServingOptions.MaxDelay is {MaxDelay}, but a delay is not negative. Use TimeSpan.Zero for none.");
        if (Deadline <= TimeSpan.Zero)
            throw new ArgumentException($"ServingOptions.Deadline is {Deadline}, but must be longer than zero. Use null for no deadline.");
    }

    private static void Positive(int value, string name)
    {
        if (value < 1)
            throw new ArgumentException($"ServingOptions.{name} is {value}, but must be at least 1.");
    }
}
