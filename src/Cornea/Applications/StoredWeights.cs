using Cornea.Formats.Keras;
using Cornea.Saving;

namespace Cornea;

/// <summary>Weights of built-in networks as people have them: files of the old form go by order, since the names in them differ.</summary>
internal static class StoredWeights
{
    /// <summary>Gives a network the weights of a file.</summary>
    /// <exception cref="InvalidDataException">The file is of another network; nothing is changed.</exception>
    public static void Load(Functional model, string path)
    {
        if (ForeignFile.IsSafetensors(path) || ShardedWeights.IsIndex(path))
        {
            model.LoadWeights(path);
            return;
        }
        using var file = KerasFile.Open(path);
        if (file.Kind != KerasFileKind.Legacy)
        {
            model.LoadWeights(path);
            return;
        }
        var transfer = new WeightTransfer(path);
        LegacyLayout.PairByOrder(model, file, transfer, path);
        transfer.Copy(allowPartial: false);
    }
}
