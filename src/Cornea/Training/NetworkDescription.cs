namespace Cornea.Training;

/// <summary>
/// What a training computes, as a configuration: the network, optimizer, losses and metrics. A training that goes on has to have the same,
/// also where the weights would fit another.
/// </summary>
internal static class NetworkDescription
{
    private const int MostDifferences = 20;

    /// <summary>The configuration; parts that have none, as a Lambda or a loss of the program's own, are left out.</summary>
    public static ConfigObject Of(Trainer trainer)
    {
        var description = new ConfigObject();
        Add(description, "network", trainer.Model);
        if (trainer.Setup is not { } setup)
            return description;
        if (setup.Optimizer is { } optimizer)
            Add(description, "optimizer", optimizer);
        for (var i = 0; i < setup.Losses.Count; i++)
        {
            if (setup.Losses[i] is { } loss)
                Add(description, $"loss {i}", loss);
        }
        return description;
    }

    /// <summary>Where two configurations differ, as in <c>network.config.layers[1].config.units is 6 there and 5 here</c>.</summary>
    public static IReadOnlyList<string> Differences(ConfigObject there, ConfigObject here)
    {
        var differences = new List<string>();
        // A part that one side could not describe says nothing.
        foreach (var part in there.Keys.Where(here.Contains))
            Compare(part, there[part], here[part], differences);
        if (differences.Count <= MostDifferences)
            return differences;
        return [.. differences.Take(MostDifferences), $"and {differences.Count - MostDifferences} more"];
    }

    private static void Add(ConfigObject description, string name, object part)
    {
        try
        {
            description[name] = Registry.Serialize(part);
        }
        catch (ConfigException)
        {
            // Its weights are compared all the same.
        }
    }

    private static void Compare(string path, ConfigValue there, ConfigValue here, List<string> differences)
    {
        if (there.Equals(here) || IsFree(path, there, here))
            return;
        if (there.Kind == ConfigValueKind.Object && here.Kind == ConfigValueKind.Object)
        {
            var (left, right) = (there.AsObject(), here.AsObject());
            foreach (var key in left.Keys.Union(right.Keys))
                Compare($"{path}.{key}", left.Given(key) ?? ConfigValue.Null, right.Given(key) ?? ConfigValue.Null, differences);
        }
        else if (there.Kind == ConfigValueKind.List && here.Kind == ConfigValueKind.List && there.AsList().Count == here.AsList().Count)
        {
            for (var i = 0; i < there.AsList().Count; i++)
                Compare($"{path}[{i}]", there.AsList()[i], here.AsList()[i], differences);
        }
        else
        {
            differences.Add($"{path} is {Short(there)} there and {Short(here)} here");
        }
    }

    // The model's own name says nothing, and a learning rate that is a number stands in the optimizer's variables, where callbacks change
    // it.
    private static bool IsFree(string path, ConfigValue there, ConfigValue here) => path == "network.config.name"
        || (path.StartsWith("optimizer.", StringComparison.Ordinal) && path.EndsWith(".learning_rate", StringComparison.Ordinal)
            && there.IsNumber && here.IsNumber);

    private static string Short(ConfigValue value) => value.ToString() is { Length: > 60 } text ? text[..57] + "..." : value.ToString();
}
