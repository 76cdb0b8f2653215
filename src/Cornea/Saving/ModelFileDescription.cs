namespace Cornea;

/// <summary>What a file of a model or of weights holds, as <see cref="ModelFile.Inspect"/> found it without reading the values.</summary>
public sealed record ModelFileDescription
{
    /// <summary>The file or folder.</summary>
    public required string Path { get; init; }

    /// <summary>The form, by the content.</summary>
    public required ModelFileFormat Format { get; init; }

    /// <summary>Its length in bytes; of several files together.</summary>
    public required long Length { get; init; }

    /// <summary>The version of Keras that wrote it; null where it is not said.</summary>
    public string? KerasVersion { get; init; }

    /// <summary>The backend that Keras ran on; null where it is not said.</summary>
    public string? Backend { get; init; }

    /// <summary>The class of the model, such as <c>Sequential</c>; null in a file of weights alone.</summary>
    public string? ClassName { get; init; }

    /// <summary>The name of the model; null where there is none.</summary>
    public string? Name { get; init; }

    /// <summary>The layers in the file's order, those of models inside after the model that holds them.</summary>
    public IReadOnlyList<StoredLayerDescription> Layers { get; init; } = [];

    /// <summary>The arrays of the layers, in the file's order.</summary>
    public IReadOnlyList<StoredWeightDescription> Weights { get; init; } = [];

    /// <summary>The arrays of the optimizer's state.</summary>
    public IReadOnlyList<StoredWeightDescription> OptimizerWeights { get; init; } = [];

    /// <summary>The class of the optimizer; null where the model is not compiled.</summary>
    public string? Optimizer { get; init; }

    /// <summary>Why <see cref="Model.Load"/> would refuse the file, one sentence each: code of Python, classes that are not known. Empty
    /// where nothing is seen that stops it, and in files of weights alone.</summary>
    public IReadOnlyList<string> Obstacles { get; init; } = [];

    /// <summary>The members beside network and weights, such as vocabularies.</summary>
    public IReadOnlyList<string> Assets { get; init; } = [];

    /// <summary>The texts that a safetensors file has beside its arrays.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The number of elements of all weights, the optimizer's state left out.</summary>
    public long Parameters => Weights.Sum(weight => weight.Count);

    /// <summary>Whether the file has a network, so that <see cref="Model.Load"/> can read it.</summary>
    public bool HasNetwork => ClassName is not null;

    /// <summary>One line: form, version, network, parameters.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Path}: {Format}{(KerasVersion is null ? "" : $" of Keras {KerasVersion}")}, ") + FormattableString.Invariant(
        $"{(ClassName is null ? "weights alone" : $"{ClassName} '{Name}' of {Layers.Count} layers")}, {Parameters:N0} parameters");
}
