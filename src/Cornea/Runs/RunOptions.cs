namespace Cornea.Runs;

/// <summary>What a <see cref="RunLogger"/> writes besides the history.</summary>
public sealed record RunOptions
{
    /// <summary>What the run is called; the name of its folder where null.</summary>
    public string? Name { get; init; }

    /// <summary>Settings of the program that trains, such as the batch size, to be compared between runs.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The training data, for their hash; none where empty. Lazy tensors are computed whole for it.</summary>
    public Tensors Data { get; init; }

    /// <summary>Inputs whose predictions are kept after each epoch, a few of them: (samples, ...); none where null.</summary>
    public Tensor? Samples { get; init; }

    /// <summary>The least time between two batches whose metrics are written; no batches where null.</summary>
    public TimeSpan? BatchInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether the metrics are also written for TensorBoard, into <c>train</c> and <c>validation</c>.</summary>
    public bool TensorBoard { get; init; }

    /// <summary>Whether the trained model is saved at the end: <c>weights.safetensors</c>, and <c>model.keras</c> where its class can be
    /// saved.</summary>
    public bool SaveModel { get; init; } = true;
}
