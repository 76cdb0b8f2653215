namespace Cornea;

public abstract partial class Model
{
    /// <summary>Writes all weights to a safetensors file, whole or not at all. Keras: <c>model.save_weights</c>.</summary>
    /// <param name="path">The file; its name ends in <c>.safetensors</c>.</param>
    /// <exception cref="ArgumentException">The name ends otherwise, or two weights have one name.</exception>
    /// <exception cref="InvalidOperationException">The model has no weights yet.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveWeights(string path)
    {
        CheckWeightsPath(path, nameof(SaveWeights));
        var tensors = ReadyWeights().Select(weight => KeyValuePair.Create(weight.Variable.Name, weight.Variable.ToTensor()));
        SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { ["format"] = "cornea" });
    }

    /// <summary>Gives all weights the values of a safetensors file, by name. Keras: <c>model.load_weights</c>.</summary>
    /// <param name="path">The file; its name ends in <c>.safetensors</c>.</param>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
    /// <exception cref="InvalidOperationException">The model has no weights yet.</exception>
    /// <exception cref="InvalidDataException">The file lacks a weight, has one more, or one of another shape; the model keeps its
    /// weights.</exception>
    /// <exception cref="MalformedFileException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void LoadWeights(string path)
    {
        CheckWeightsPath(path, nameof(LoadWeights));
        var weights = ReadyWeights();
        var tensors = SafetensorsFile.Read(path).Tensors;
        foreach (var weight in weights)
        {
            var (name, shape) = (weight.Variable.Name, weight.Variable.Shape);
            if (!tensors.TryGetValue(name, out var tensor))
            {
                var hint = DidYouMean.Suggest(name, tensors.Keys) is { } near ? $"The nearest is '{near}'. " : "";
                throw new InvalidDataException(
                    $"Model '{Name}' has a weight '{name}', but '{path}' has none of that name. " +
                    $"{hint}Build the model as the one that was saved, with the same names.");
            }
            if (tensor.Shape != shape)
                throw new InvalidDataException(
                    $"Weight '{name}' of model '{Name}' has shape {shape}, but {tensor.Shape} in '{path}'. " +
                    "Build the model as the one that was saved.");
        }
        if (tensors.Keys.Except(weights.Select(weight => weight.Variable.Name)).FirstOrDefault() is { } unknown)
            throw new InvalidDataException(
                $"'{path}' has a weight '{unknown}', but model '{Name}' has none of that name. " +
                "Build the model as the one that was saved, with the same names.");
        foreach (var weight in weights)
            weight.Variable.Assign(tensors[weight.Variable.Name]);
    }

    internal static void CheckWeightsPath(string path, string who)
    {
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException(
                $"{who} keeps weights as safetensors, so it expects a path that ends in .safetensors, but received '{path}'. " +
                "Change the ending.", nameof(path));
    }

    private IReadOnlyList<Weight> ReadyWeights()
    {
        EnsureWeights();
        return IsBuilt
            ? Weights
            : throw new InvalidOperationException(
                $"{this} has no weights yet, so they cannot be saved or loaded. Give it an input shape or call it once.");
    }
}
