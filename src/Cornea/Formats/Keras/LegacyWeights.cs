using System.Globalization;
using Cornea.Formats.Hdf5;

namespace Cornea.Formats.Keras;

/// <summary>Reads the legacy form: <c>layer_names</c> says which groups are layers, each one's <c>weight_names</c> which datasets are
/// its weights, in the order that counts.</summary>
internal static class LegacyWeights
{
    public const string OptimizerGroup = "optimizer_weights";

    private const string WeightsGroup = "model_weights", TopLevelGroup = "top_level_model_weights";
    private const string LayerNames = "layer_names", WeightNames = "weight_names";

    /// <summary>The group with the layers: <c>model_weights</c>, or the root of a file of weights alone; null in other files.</summary>
    public static Hdf5Group? FindWeights(Hdf5Group root)
    {
        if (root.TryGetGroup(WeightsGroup, out Hdf5Group? weights))
        {
            return weights;
        }
        bool isLegacy = HasNames(root, LayerNames) || root.Attributes.ContainsKey("model_config");
        return isLegacy ? root : null;
    }

    public static IReadOnlyList<KerasVariables> Read(Hdf5Group root, Hdf5Group weights, string path)
    {
        var found = new List<KerasVariables>();
        foreach (string name in Names(weights, LayerNames))
        {
            found.Add(name.Length > 0 && weights.TryGetGroup(name, out Hdf5Group? layer)
                ? ReadGroup(layer, name, path)
                : throw Missing(path, LayerNames, $"the layer '{name}' of '{weights.Path}' has no group"));
        }
        if (weights.TryGetGroup(TopLevelGroup, out Hdf5Group? top) && HasNames(top, WeightNames))
        {
            found.Add(ReadGroup(top, TopLevelGroup, path));
        }
        if (root.TryGetGroup(OptimizerGroup, out Hdf5Group? optimizer) && HasNames(optimizer, WeightNames))
        {
            found.Add(ReadGroup(optimizer, OptimizerGroup, path));
        }
        return found;
    }

    /// <summary>An attribute of text; null when there is none.</summary>
    public static string? Text(Hdf5Group group, string name) =>
        group.Attributes.TryGetValue(name, out Hdf5Attribute? attribute) && attribute.Type.IsText && attribute.Count == 1
            ? attribute.ReadString()
            : null;

    private static KerasVariables ReadGroup(Hdf5Group group, string name, string path)
    {
        var variables = new List<KerasVariable>();
        foreach (string weight in Names(group, WeightNames))
        {
            variables.Add(weight.Length > 0 && group.TryGetDataset(weight, out Hdf5Dataset? dataset)
                ? new KerasVariable(weight, dataset)
                : throw Missing(path, WeightNames, $"the weight '{weight}' of '{group.Path}' has no dataset"));
        }
        return new KerasVariables(name, name, variables);
    }

    // A list that is too long for one attribute is divided into name0, name1...
    private static IEnumerable<string> Names(Hdf5Group group, string name)
    {
        if (group.Attributes.TryGetValue(name, out Hdf5Attribute? whole))
        {
            return ReadNames(whole);
        }
        var names = new List<string>();
        for (int part = 0; group.Attributes.TryGetValue(Part(name, part), out Hdf5Attribute? attribute); part++)
        {
            names.AddRange(ReadNames(attribute));
        }
        return names;
    }

    // A layer without weights has an empty list, which h5py stores as one of float64.
    private static string[] ReadNames(Hdf5Attribute attribute) => attribute.Count == 0 ? [] : attribute.ReadStrings();

    private static bool HasNames(Hdf5Group group, string name) =>
        group.Attributes.ContainsKey(name) || group.Attributes.ContainsKey(Part(name, 0));

    private static string Part(string name, int part) => name + part.ToString(CultureInfo.InvariantCulture);

    private static MalformedFileException Missing(string path, string field, string problem) =>
        new(path, 0, field, problem, "The file is damaged or incomplete: save the model again.");
}
