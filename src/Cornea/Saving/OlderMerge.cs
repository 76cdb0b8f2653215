namespace Cornea.Saving;

/// <summary>Brings Keras 1's <c>Merge</c>, which says in a word how it joins, and sequential models that begin with one, into the form
/// of today.</summary>
internal static class OlderMerge
{
    /// <summary>The class.</summary>
    public const string ClassName = "Merge";

    /// <summary>The key of the models that a Merge at the beginning of a sequential model joins.</summary>
    public const string Branches = "layers";

    /// <summary>The class and configuration of today of a Merge without branches of its own.</summary>
    /// <exception cref="ConfigException">It joins by a function of Python, or in a way that is not known.</exception>
    public static (string ClassName, ConfigObject Config) Converted(ConfigObject config)
    {
        var made = new ConfigObject();
        if (config.Given("name") is { } name)
        {
            made["name"] = name;
        }
        var mode = config.Given("mode") is { Kind: ConfigValueKind.Text } word
            && config.Given("mode_type")?.AsText() is null or "raw" ? word.AsText() : "a function";
        switch (mode)
        {
            case "sum":
                return ("Add", made);
            case "mul":
                return ("Multiply", made);
            case "ave":
                return ("Average", made);
            case "max":
                return ("Maximum", made);
            case "concat":
                made["axis"] = config.Given("concat_axis") ?? -1L;
                return ("Concatenate", made);
            case "dot":
                var axes = config.Given("dot_axes") ?? -1L;
                made["axes"] = axes.Kind == ConfigValueKind.List
                    ? ConfigValue.List(axes.AsList().Select(axis => axis.Kind == ConfigValueKind.List ? axis.AsList()[0] : axis)) : axes;
                return ("Dot", made);
            default:
                throw new ConfigException(
                    $"Layer {config.Given("name") ?? ClassName} joins its inputs by '{mode}' of Keras 1, which is not known here. " +
                    "Build the model in code and load the weights.")
                { NamesClass = true };
        }
    }

    /// <summary>Whether a sequential model begins with models that are joined.</summary>
    public static bool IsBranched(ConfigObject config) => !config.Contains("output_layers")
        && config.Given("layers") is { Kind: ConfigValueKind.List } layers
        && layers.AsList() is [{ Kind: ConfigValueKind.Object } first, ..]
        && first.AsObject().Given("class_name") is { Kind: ConfigValueKind.Text } name && name.AsText() == ClassName;

    /// <summary>The functional model of the layers of all branches, which Keras 1 stores side by side.</summary>
    public static ConfigObject Flattened(ConfigObject config)
    {
        var (layers, inputs) = (new List<ConfigValue>(), new List<ConfigValue>());
        var last = Chain(config, layers, inputs);
        var result = new ConfigObject();
        if (config.Given("name") is { } name)
        {
            result["name"] = name;
        }
        result["layers"] = ConfigValue.List(layers);
        result["input_layers"] = ConfigValue.List(inputs);
        result["output_layers"] = new ConfigValue[] { Reference(last) };
        return result;
    }

    // Adds the layers of a sequential model and gives the name of the last.
    private static string Chain(ConfigObject config, List<ConfigValue> layers, List<ConfigValue> inputs)
    {
        string? last = null;
        foreach (var value in config["layers"].AsList())
        {
            var layer = value.AsObject();
            var inner = layer["config"].Kind == ConfigValueKind.Object ? layer["config"].AsObject() : [];
            if (layer["class_name"].AsText() == ClassName && inner.Given(Branches) is { Kind: ConfigValueKind.List } branches)
            {
                var ends = branches.AsList().Select(branch => Chain(BranchOf(branch.AsObject()), layers, inputs)).ToArray();
                var (className, joined) = Converted(inner);
                var joining = NameOf(joined, className, layers);
                joined["name"] = joining;
                layers.Add(Node(className, joined, joining, ends));
                last = joining;
                continue;
            }
            var name = NameOf(inner, layer["class_name"].AsText(), layers);
            if (last is null)
            {
                last = Entrance(layer, inner, name, layers, inputs);
                if (layer["class_name"].AsText() == nameof(InputLayer))
                {
                    continue;
                }
            }
            inner["name"] = name;
            layer["name"] = name;
            layer["inbound_nodes"] = new ConfigValue[] { new ConfigValue[] { Reference(last, withArguments: true) } };
            layers.Add(layer);
            last = name;
        }
        return last ?? throw new ConfigException("A branch of a Merge has no layers.");
    }

    private static ConfigObject BranchOf(ConfigObject branch)
    {
        if (branch["class_name"].AsText() is not "Sequential")
        {
            throw new ConfigException(
                $"A Merge at the beginning of a sequential model joins {branch["class_name"].AsText()}, and only branches that are " +
                "sequential models are known here. Build the model in code and load the weights.")
            { NamesClass = true };
        }
        return branch["config"].Kind == ConfigValueKind.List
            ? new ConfigObject { { "layers", branch["config"] } } : branch["config"].AsObject();
    }

    private static string Entrance(
        ConfigObject layer, ConfigObject config, string name, List<ConfigValue> layers, List<ConfigValue> inputs)
    {
        var shape = config.Given("batch_input_shape") ?? config.Given("batch_shape") ?? throw new ConfigException(
            $"Layer '{name}' begins a branch and has no batch_input_shape. Build the model in code and load the weights.")
        { NamesClass = true };
        var isInput = layer["class_name"].AsText() == nameof(InputLayer);
        var entrance = isInput ? name : $"{name}_input";
        var made = new ConfigObject { { "batch_input_shape", shape }, { "name", entrance } };
        var type = config.Given("input_dtype") ?? (layer["class_name"].AsText() == nameof(Embedding) ? "int32" : null);
        if (type is not null)
        {
            made["dtype"] = type;
        }
        layers.Add(Node(nameof(InputLayer), made, entrance, []));
        inputs.Add(Reference(entrance));
        return entrance;
    }

    private static ConfigObject Node(string className, ConfigObject config, string name, IReadOnlyList<string> inputs) => new()
    {
        { "class_name", className },
        { "config", config },
        { "name", name },
        {
            "inbound_nodes", inputs.Count == 0 ? ConfigValue.List([])
                : new ConfigValue[] { ConfigValue.List(inputs.Select(input => Reference(input, withArguments: true))) }
        },
    };

    private static string NameOf(ConfigObject config, string className, List<ConfigValue> layers) =>
        config.Given("name") is { Kind: ConfigValueKind.Text } name ? name.AsText()
            : FormattableString.Invariant($"{AutomaticNames.ToSnakeCase(className)}_{layers.Count + 1}");

    private static ConfigValue Reference(string layer, bool withArguments = false) => withArguments
        ? new ConfigValue[] { layer, 0L, 0L, new ConfigObject() } : new ConfigValue[] { layer, 0L, 0L };
}
