using Cornea.Formats.Keras;
using Cornea.Saving;

namespace Cornea;

public abstract partial class Model
{
    /// <summary>Writes all weights to a file, whole or not at all. Keras: <c>model.save_weights</c>.</summary>
    /// <param name="path">The file; its name ends in <c>.safetensors</c>, in <c>.weights.h5</c>, which has the state of the optimizer
    /// too, in <c>.weights.json</c> for several such files with an index, or in <c>.h5</c> for the legacy form.</param>
    /// <param name="maxShardSize">For <c>.weights.json</c>: the size of a file, in GiB. Keras: <c>max_shard_size</c>.</param>
    /// <exception cref="ArgumentException">The name ends otherwise, or two weights have one name.</exception>
    /// <exception cref="InvalidOperationException">The model has no weights yet.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveWeights(string path, double maxShardSize = 5)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (ShardedWeights.IsIndex(path))
        {
            ReadyWeights();
            ShardedWeights.Save(this, path, (long)(maxShardSize * (1L << 30)));
            return;
        }
        if (path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase) || IsLegacy(path))
        {
            ReadyWeights();
            (IsLegacy(path) ? LegacyWriter.DescribeWeights(this) : TreeWriter.Describe(this)).Save(path);
            return;
        }
        CheckWeightsPath(path, nameof(SaveWeights));
        var tensors = ReadyWeights().Select(weight => KeyValuePair.Create(weight.Variable.Name, weight.Variable.ToTensor()));
        SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { ["format"] = "cornea" });
    }

    /// <summary>Gives the weights the values of a file, by name: safetensors, or any form of Keras. Keras:
    /// <c>model.load_weights</c>.</summary>
    /// <param name="path">The file: <c>.safetensors</c>, <c>.weights.h5</c>, <c>.h5</c> or <c>.keras</c>; the content says which.</param>
    /// <param name="byName">Whether only layers of the same name take weights, and all others keep theirs.</param>
    /// <param name="skipMismatch">Whether weights that do not fit are left as they are.</param>
    /// <param name="names">The names of this model for those of the file, where they differ: of layers in a legacy <c>.h5</c>, of groups
    /// such as <c>layers/dense_1</c> in the newer forms, of tensors in safetensors.</param>
    /// <returns>Which weights were taken, what was left in the file and what the model did not get.</returns>
    /// <exception cref="InvalidOperationException">The model has no weights yet.</exception>
    /// <exception cref="InvalidDataException">The file lacks a weight, has one more, or one of another shape, and neither was allowed; or
    /// nothing fits at all. The model keeps its weights.</exception>
    /// <exception cref="MalformedFileException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public WeightsReport LoadWeights(
        string path, bool byName = false, bool skipMismatch = false, IReadOnlyDictionary<string, string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var weights = ReadyWeights();
        if (ShardedWeights.IsIndex(path))
            return ShardedWeights.Load(this, path, byName || skipMismatch);
        if (!ForeignFile.IsSafetensors(path) && !path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            using var file = KerasFile.Open(path);
            return ModelReader.ReadWeights(this, file, path, byName, names).Copy(byName || skipMismatch);
        }
        var tensors = SafetensorsFile.Read(path).Tensors
            .ToDictionary(pair => names?.GetValueOrDefault(pair.Key) ?? pair.Key, pair => pair.Value, StringComparer.Ordinal);
        if (byName || skipMismatch)
        {
            return TakeFitting(tensors, path);
        }
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
            {
                throw new InvalidDataException(
                    $"Weight '{name}' of model '{Name}' has shape {shape}, but {tensor.Shape} in '{path}'. " +
                    "Build the model as the one that was saved.");
            }
        }
        if (tensors.Keys.Except(weights.Select(weight => weight.Variable.Name)).FirstOrDefault() is { } unknown)
        {
            throw new InvalidDataException(
                $"'{path}' has a weight '{unknown}', but model '{Name}' has none of that name. " +
                "Build the model as the one that was saved, with the same names.");
        }
        foreach (var weight in weights)
            weight.Variable.Assign(tensors[weight.Variable.Name]);
        return new WeightsReport([.. weights.Select(weight => weight.Variable.Name)], [], []);
    }

    private WeightsReport TakeFitting(Dictionary<string, Tensor> tensors, string path)
    {
        var transfer = new WeightTransfer(path);
        foreach (var weight in Weights)
        {
            if (tensors.Remove(weight.Variable.Name, out var tensor))
            {
                transfer.Pair(this, [weight.Variable], [new StoredWeight(weight.Variable.Name, tensor.Shape, () => tensor)]);
            }
            else
            {
                transfer.Miss([weight.Variable]);
            }
        }
        transfer.Leave(tensors.Keys);
        return transfer.Copy(allowPartial: true);
    }

    internal static void CheckWeightsPath(string path, string who)
    {
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"{who} keeps weights as safetensors, so it expects a path that ends in .safetensors, but received '{path}'. " +
                "Change the ending.", nameof(path));
        }
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
