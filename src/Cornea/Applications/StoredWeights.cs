using Cornea.Formats.Keras;

namespace Cornea;

/// <summary>Weights of built-in networks as people have them: files of the old form go by order, since the names in them differ.</summary>
internal static class StoredWeights
{
    /// <summary>Gives a network the weights of a file.</summary>
    /// <exception cref="InvalidDataException">The file is of another network; nothing is changed.</exception>
    public static void Load(Functional model, string path)
    {
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            model.LoadWeights(path);
            return;
        }
        using var file = KerasFile.Open(path);
        if (file.Kind == KerasFileKind.Legacy)
            LoadByOrder(model, file, path);
        else
            model.LoadWeights(path);
    }

    // Layers with weights against layers with weights, each one's trainable weights first, as Keras does.
    private static void LoadByOrder(Functional model, KerasFile file, string path)
    {
        KerasVariables[] stored = [.. file.Variables.Where(entry => entry != file.Optimizer && entry.Items.Count > 0)];
        Layer[] layers = [.. model.Layers.Where(layer => layer.Weights.Count > 0)];
        if (stored.Length != layers.Length)
        {
            throw new InvalidDataException(
                $"{model} has {layers.Length} layers with weights, but '{path}' has {stored.Length}. " +
                "Files called notop or no_top are for includeTop: false, the others for includeTop: true and 1000 classes.");
        }
        var pairs = new List<(Variable Variable, KerasVariable Stored)>();
        foreach (var (layer, entry) in layers.Zip(stored))
        {
            Variable[] variables =
                [.. layer.Weights.OrderByDescending(weight => weight.Variable.Trainable).Select(weight => weight.Variable)];
            if (variables.Length != entry.Items.Count)
            {
                throw new InvalidDataException(
                    $"{layer} of model '{model.Name}' has {variables.Length} weights, but '{entry.Name}' in '{path}' has " +
                    $"{entry.Items.Count}. Build the network that the file belongs to.");
            }
            pairs.AddRange(variables.Zip(entry.Items));
        }
        foreach (var (variable, item) in pairs)
        {
            if (!variable.Shape.Select(length => (long)length).SequenceEqual(item.Dataset.Shape))
            {
                throw new InvalidDataException(
                    $"Weight '{variable.Name}' of model '{model.Name}' has shape {variable.Shape}, but '{item.Name}' in '{path}' has " +
                    $"({string.Join(", ", item.Dataset.Shape)}). Build the network that the file belongs to: the same classes and width.");
            }
        }
        foreach (var (variable, item) in pairs)
            variable.Assign(item.Dataset.ReadTensor().Cast(variable.DType));
    }
}
