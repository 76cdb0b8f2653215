namespace Cornea.Saving;

/// <summary>Names of layers with a <c>/</c>, as <c>conv1/bn</c> in the networks of older Keras versions: Keras 3 forbids them, so an
/// underscore stands for it here.</summary>
internal static class OlderLayerNames
{
    private const char Divider = '/', Replacement = '_';

    /// <summary>Today's names by the stored ones; empty where none has a divider.</summary>
    public static IReadOnlyDictionary<string, string> Of(ConfigValue model)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Collect(model, names);
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names.Where(name => name.Contains(Divider, StringComparison.Ordinal)).ToArray())
        {
            var now = Today(name);
            while (!names.Add(now))
            {
                now += Replacement;
            }
            renamed[name] = now;
        }
        return renamed;
    }

    /// <summary>A name without a divider.</summary>
    public static string Today(string name) => name.Replace(Divider, Replacement);

    /// <summary>The configuration with today's names wherever one stands: of layers, in calls, among inputs and outputs, and as keys of
    /// losses and metrics.</summary>
    public static ConfigValue Renamed(ConfigValue value, IReadOnlyDictionary<string, string> names)
    {
        if (names.Count == 0)
        {
            return value;
        }
        switch (value.Kind)
        {
            case ConfigValueKind.Text:
                return names.TryGetValue(value.AsText(), out var now) ? now : value;
            case ConfigValueKind.List:
                return ConfigValue.List(value.AsList().Select(item => Renamed(item, names)));
            case ConfigValueKind.Object:
                var result = new ConfigObject();
                foreach (var (key, item) in value.AsObject())
                {
                    result[names.GetValueOrDefault(key, key)] = Renamed(item, names);
                }
                return result;
            default:
                return value;
        }
    }

    private static void Collect(ConfigValue value, HashSet<string> names)
    {
        if (value.Kind == ConfigValueKind.List)
        {
            foreach (var item in value.AsList())
            {
                Collect(item, names);
            }
        }
        if (value.Kind != ConfigValueKind.Object)
        {
            return;
        }
        var layer = value.AsObject();
        var isClass = layer.Contains("class_name");
        foreach (var (key, item) in layer)
        {
            if (isClass && key == "name" && item.Kind == ConfigValueKind.Text)
            {
                names.Add(item.AsText());
            }
            else if (isClass && key == "config" && item.Kind == ConfigValueKind.Object
                && item.AsObject().Given("name") is { Kind: ConfigValueKind.Text } own)
            {
                names.Add(own.AsText());
            }
            if (key != "inbound_nodes")
            {
                Collect(item, names);
            }
        }
    }
}
