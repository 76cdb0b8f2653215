namespace Cornea.Saving;

/// <summary>Brings a configuration that an older Keras wrote into the words of Keras 3. Nothing is looked up or run.</summary>
/// <param name="source">The version, which decides what words mean; takes notes.</param>
internal sealed class OlderConfiguration(ConfigSource source)
{
    private const string ClassKey = "class_name", ConfigKey = "config";

    /// <summary>The configuration in today's words.</summary>
    public ConfigValue Modernize(ConfigValue value) => value.Kind switch
    {
        ConfigValueKind.List => ConfigValue.List(value.AsList().Select(Modernize)),
        ConfigValueKind.Object => Modernize(value.AsObject()),
        _ => value,
    };

    private ConfigObject Modernize(ConfigObject value)
    {
        var result = new ConfigObject();
        foreach (var (key, item) in value)
        {
            // What a call is given is data, not words of a configuration.
            result.Add(key, key == "inbound_nodes" ? item : Modernize(item));
        }
        if (result.Given(ClassKey) is not { Kind: ConfigValueKind.Text } name || result.Given(ConfigKey) is not { } inner)
        {
            return result;
        }
        if (inner.Kind == ConfigValueKind.List && OlderNames.IsModel(name.AsText()))
        {
            inner = new ConfigObject { { "layers", inner } };
        }
        if (inner.Kind != ConfigValueKind.Object)
        {
            return result;
        }
        var config = inner.AsObject();
        Rename(result, name.AsText());
        if (source.IsBeforeKeras3)
        {
            if (name.AsText() == OlderMerge.ClassName && !config.Contains(OlderMerge.Branches))
            {
                (result[ClassKey], config) = OlderMerge.Converted(config);
                name = result[ClassKey];
            }
            OlderNames.RenameKeys(result[ClassKey].AsText(), config);
            config = OlderValues.Convert(name.AsText(), config, source);
        }
        if (source.IsBeforeKeras3 && OlderMerge.IsBranched(config))
        {
            (result[ClassKey], config) = ("Functional", OlderMerge.Flattened(config));
        }
        if (config.Given("layers") is { Kind: ConfigValueKind.List } layers && config.Contains("output_layers"))
        {
            config = OlderCalls.Convert(config, layers.AsList(), source.IsBeforeKeras3);
        }
        OlderValues.PassOverUnknown(config, source);
        result[ConfigKey] = config;
        return result;
    }

    private static void Rename(ConfigObject result, string name)
    {
        if (name.Split('>') is ["Custom", var optimizer] && Registry.TryGet(ClassKind.Optimizer, optimizer, out _))
        {
            result[ClassKey] = name = optimizer;
        }
        else if (name.Contains('>', StringComparison.Ordinal))
        {
            result["registered_name"] = name;
            result[ClassKey] = name.Split('>')[^1];
        }
        if (OlderNames.ClassOf(name) is { } now)
        {
            result[ClassKey] = now;
        }
        // A user's registered class keeps its name; the module of a model class differs from version to version.
        if (OlderNames.IsModel(result[ClassKey].AsText()))
        {
            result["module"] = "keras";
            result["registered_name"] = ConfigValue.Null;
        }
    }
}
