using System.Globalization;
using Cornea.Formats.Hdf5;

namespace Cornea.Saving;

/// <summary>Writes the legacy <c>.h5</c>: each layer's weights in one flat list, and for whole models the configurations as
/// attributes.</summary>
internal static class LegacyWriter
{
    private const string Backend = "tensorflow";

    // An attribute of HDF5 holds some 4,000 texts of variable length.
    private const int NamesPerAttribute = 2048;

    /// <summary>The file of a whole model.</summary>
    public static Hdf5Writer DescribeModel(Model model)
    {
        var writer = new Hdf5Writer();
        var root = writer.Root;
        root.SetAttribute("backend", Backend);
        root.SetAttribute("keras_version", ModelWriter.KerasVersion);
        root.SetAttribute("model_config", ConfigJson.Write(Plain(YoungerKeys.Without(Registry.Serialize(model)))), isUtf8: false);
        var compiled = CompileWriter.Write(model);
        if (compiled is not null)
        {
            var training = YoungerKeys.Without(compiled).AsObject();
            training["optimizer_config"] = Plain(training["optimizer"]);
            training.Remove("optimizer");
            root.SetAttribute("training_config", ConfigJson.Write(training), isUtf8: false);
        }
        AddWeights(root.CreateGroup("model_weights"), model);
        if (compiled is not null && model.Optimizer is { } optimizer)
        {
            string[] owned =
            [
                .. model.Layers.Where(layer => PrefixOf(model, layer).Length > 0).SelectMany(layer => layer.Weights)
                    .Select(weight => weight.Variable.Name.Replace('/', '_') + "_"),
            ];
            // Nadam makes the product of its momenta under no name of its own.
            Put(root.CreateGroup("optimizer_weights"), optimizer.Variables, slot => slot.Name == "variable" ? "" : $"{optimizer.Name}/" +
                (owned.Any(name => slot.Name.StartsWith(name, StringComparison.Ordinal)) ? $"{model.Name}_" : ""));
        }
        return writer;
    }

    /// <summary>The file of the weights alone.</summary>
    public static Hdf5Writer DescribeWeights(Model model)
    {
        var writer = new Hdf5Writer();
        AddWeights(writer.Root, model);
        return writer;
    }

    private static void AddWeights(Hdf5GroupBuilder group, Model model)
    {
        Layer[] layers = [.. model.Layers];
        SetNames(group, "layer_names", [.. layers.Select(layer => layer.Name)]);
        group.SetAttribute("backend", Backend, isUtf8: false);
        group.SetAttribute("keras_version", ModelWriter.KerasVersion, isUtf8: false);
        foreach (var layer in layers)
        {
            Put(group.CreateGroup(layer.Name), LegacyLayout.Ordered(layer), _ => PrefixOf(model, layer));
        }
        Put(group.CreateGroup("top_level_model_weights"), [], _ => "");
    }

    // A sequential model makes the weights of its layers itself, and its name stands before theirs.
    private static string PrefixOf(Model model, Layer layer) => model is Sequential && layer is not Model ? $"{model.Name}/" : "";

    private static void Put(Hdf5GroupBuilder group, IReadOnlyList<Variable> variables, Func<Variable, string> prefix)
    {
        var names = new List<string>();
        foreach (var variable in variables)
        {
            var name = prefix(variable) + variable.Name;
            var free = name;
            for (var i = 1; names.Contains(free); i++)
            {
                free = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
            }
            names.Add(free);
            TreeWriter.Put(group, free, variable);
        }
        SetNames(group, "weight_names", names);
    }

    private static void SetNames(Hdf5GroupBuilder group, string attribute, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            // An empty list of Python is an array of floating-point numbers to NumPy.
            group.SetAttribute<double>(attribute, [0], []);
        }
        else if (names.Count <= NamesPerAttribute)
        {
            group.SetAttribute(attribute, names, isUtf8: false);
        }
        else
        {
            foreach (var (number, part) in names.Chunk(NamesPerAttribute).Index())
            {
                group.SetAttribute(string.Create(CultureInfo.InvariantCulture, $"{attribute}{number}"), part, isUtf8: false);
            }
        }
    }

    // The legacy form knows the layers of a model, the model itself and the optimizer by their class alone; what stands inside them, such
    // as the layer of a wrapper or a schedule, has its module.
    private static ConfigObject Plain(ConfigValue value, bool isInside = false)
    {
        var (given, result) = (value.AsObject(), new ConfigObject());
        var isPlain = !isInside && given.Given("module") is { Kind: ConfigValueKind.Text } module
            && module.AsText() is "keras" or "keras.layers" or "keras.optimizers" or "keras.src.models.functional";
        foreach (var (key, item) in given)
        {
            if (!isPlain || key is not ("module" or "registered_name" or "build_config"))
            {
                result.Add(key, key == "config" && item.Kind == ConfigValueKind.Object ? Configuration(item.AsObject()) : item);
            }
        }
        // The one class that Keras exports under another name than it has.
        if (isPlain && result.Given("class_name")?.Equals("GroupQueryAttention") == true)
        {
            result["class_name"] = "GroupedQueryAttention";
        }
        if (!isInside && given.Given("registered_name") is { Kind: ConfigValueKind.Text } own && own.AsText().Contains('>'))
        {
            result["class_name"] = own;
        }
        return result;
    }

    private static ConfigObject Configuration(ConfigObject config)
    {
        var result = new ConfigObject();
        foreach (var (key, item) in config)
        {
            result.Add(key, key == "layers" && item.Kind == ConfigValueKind.List
                ? ConfigValue.List(item.AsList().Select(layer => (ConfigValue)(IsClass(layer) ? Plain(layer) : layer)))
                : IsClass(item) ? Plain(item, isInside: true) : item);
        }
        return result;
    }

    private static bool IsClass(ConfigValue value) =>
        value.Kind == ConfigValueKind.Object && value.AsObject().Contains("class_name") && value.AsObject().Contains("config");
}
