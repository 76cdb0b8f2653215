namespace Cornea.Saving;

/// <summary>Brings the calls of a functional model of Keras 1 and 2, lists of [layer, call, output, arguments], into the form of
/// today.</summary>
internal static class OlderCalls
{
    /// <summary>The configuration of a functional model with calls as Keras 3 writes them.</summary>
    public static ConfigObject Convert(ConfigObject config, IReadOnlyList<ConfigValue> layers, bool isBeforeKeras3)
    {
        var shifted = isBeforeKeras3 ? Shifted(config, layers) : [];
        config["layers"] = ConfigValue.List(layers.Select(layer => (ConfigValue)Converted(layer.AsObject(), shifted)));
        foreach (var key in (string[])["input_layers", "output_layers"])
        {
            if (config.Given(key) is { } ends)
            {
                config[key] = Renumbered(ends, shifted);
            }
        }
        return config;
    }

    // A nested model whose input is known has call 0 inside itself in Keras 2, so that its calls begin at 1.
    private static HashSet<string> Shifted(ConfigObject config, IReadOnlyList<ConfigValue> layers)
    {
        var seen = new Dictionary<string, HashSet<long>>(StringComparer.Ordinal);
        foreach (var key in (string[])["input_layers", "output_layers"])
        {
            Collect(config.Given(key) ?? ConfigValue.Null, seen);
        }
        foreach (var layer in layers)
        {
            Collect(layer.AsObject().Given("inbound_nodes") ?? ConfigValue.Null, seen);
        }
        return
        [
            .. layers.Select(layer => layer.AsObject())
                .Where(layer => layer.Given("class_name") is { } name && OlderNames.IsModel(name.AsText()) && layer.Given("name") is { } own
                    && seen.TryGetValue(own.AsText(), out var calls) && !calls.Contains(0))
                .Select(layer => layer["name"].AsText()),
        ];
    }

    private static void Collect(ConfigValue value, Dictionary<string, HashSet<long>> seen)
    {
        if (IsReference(value))
        {
            var parts = value.AsList();
            if (!seen.TryGetValue(parts[0].AsText(), out var calls))
            {
                seen[parts[0].AsText()] = calls = [];
            }
            calls.Add(parts[1].AsInt64());
        }
        var inner = value.Kind == ConfigValueKind.List ? value.AsList()
            : value.Kind == ConfigValueKind.Object ? value.AsObject().Select(pair => pair.Value) : [];
        foreach (var item in inner)
        {
            Collect(item, seen);
        }
    }

    private static ConfigObject Converted(ConfigObject layer, HashSet<string> shifted)
    {
        var calls = layer.Given("inbound_nodes")?.AsList() ?? [];
        if (calls.Count == 0 || calls.All(call => call.Kind == ConfigValueKind.Object && call.AsObject().Contains("args")))
        {
            return layer;
        }
        layer["inbound_nodes"] = ConfigValue.List(calls.Select(call => (ConfigValue)Call(call, shifted)));
        return TensorFlowOps.Converted(layer);
    }

    private static ConfigObject Call(ConfigValue call, HashSet<string> shifted)
    {
        // A nested model may be called on an object of tensors.
        if (call.Kind == ConfigValueKind.Object)
        {
            var named = new ConfigObject();
            foreach (var (key, value) in call.AsObject())
            {
                named.Add(key, Tensor(value, shifted));
            }
            return new ConfigObject { { "args", new ConfigValue[] { named } }, { "kwargs", new ConfigObject() } };
        }
        // One tensor may stand without a list around it.
        var isSingle = IsReference(call);
        IReadOnlyList<ConfigValue> entries = isSingle ? [call] : call.AsList();
        var keywords = new ConfigObject();
        if (entries.Count > 0 && entries[0].AsList() is [_, _, _, { Kind: ConfigValueKind.Object } given])
        {
            foreach (var (key, value) in given.AsObject())
            {
                keywords[key] = Argument(value, shifted);
            }
        }
        var tensors = entries.Select(entry => entry.AsList() is [{ Kind: ConfigValueKind.Text } name, _, var constant, ..]
            && name.AsText() == "_CONSTANT_VALUE" ? constant : Tensor(entry, shifted)).ToArray();
        ConfigValue[] arguments = tensors.Length == 1 ? tensors : [ConfigValue.List(tensors)];
        return new ConfigObject { { "args", arguments }, { "kwargs", keywords } };
    }

    private static ConfigValue Argument(ConfigValue value, HashSet<string> shifted) => IsReference(value) ? Tensor(value, shifted)
        : value.Kind == ConfigValueKind.List ? ConfigValue.List(value.AsList().Select(item => Argument(item, shifted)))
        : value;

    private static ConfigValue Tensor(ConfigValue reference, HashSet<string> shifted) => new ConfigObject
    {
        { "class_name", NodeValue.TensorClass },
        { "config", new ConfigObject { { "keras_history", Renumbered(reference, shifted) } } },
    };

    private static ConfigValue Renumbered(ConfigValue value, HashSet<string> shifted)
    {
        if (IsReference(value))
        {
            var parts = value.AsList();
            var number = parts[1].AsInt64() - (shifted.Contains(parts[0].AsText()) ? 1 : 0);
            return new ConfigValue[] { parts[0], number, parts[2] };
        }
        if (value.Kind == ConfigValueKind.Object)
        {
            var result = new ConfigObject();
            foreach (var (key, item) in value.AsObject())
            {
                result.Add(key, Renumbered(item, shifted));
            }
            return result;
        }
        return value.Kind == ConfigValueKind.List ? ConfigValue.List(value.AsList().Select(item => Renumbered(item, shifted))) : value;
    }

    private static bool IsReference(ConfigValue value) => value.Kind == ConfigValueKind.List
        && value.AsList() is [{ Kind: ConfigValueKind.Text }, { Kind: ConfigValueKind.Integer }, { IsNumber: true }, ..];
}
