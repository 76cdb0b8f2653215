namespace Cornea.Saving;

/// <summary>Deals losses, weights or metrics of a compile configuration out to the outputs of a model.</summary>
internal static class OutputValues
{
    /// <summary>One value per output: of one for all, a list, or an object by the outputs' names.</summary>
    public static IReadOnlyList<ConfigValue> Of(ConfigValue? value, IReadOnlyList<string> names)
    {
        if (value is null or { IsNull: true })
        {
            return [.. names.Select(_ => ConfigValue.Null)];
        }
        if (value.Kind == ConfigValueKind.Object && !value.AsObject().Contains("class_name"))
        {
            var byName = value.AsObject();
            return [.. names.Select(name => byName.Given(name) ?? ConfigValue.Null)];
        }
        if (value.Kind == ConfigValueKind.List)
        {
            var list = value.AsList();
            return list.Count == names.Count ? list : throw new ConfigException(
                $"One value per output was expected ({names.Count}), but received {list.Count}.");
        }
        return [.. names.Select(_ => value)];
    }

    /// <summary>The metrics of each output.</summary>
    /// <param name="value">What the configuration says.</param>
    /// <param name="names">The names of the outputs.</param>
    /// <param name="isBeforeKeras3">Whether each output has all metrics of a list without lists in it, as before Keras 3; otherwise one
    /// stands for each output.</param>
    public static IReadOnlyList<IReadOnlyList<ConfigValue>> Lists(ConfigValue? value, IReadOnlyList<string> names, bool isBeforeKeras3)
    {
        if (value is { Kind: ConfigValueKind.List } list && (names.Count == 1 || list.AsList().Count == 0 || isBeforeKeras3)
            && !list.AsList().Any(item => item.Kind == ConfigValueKind.List))
        {
            return [.. names.Select(_ => list.AsList())];
        }
        return [.. Of(value, names).Select(item => item.IsNull ? [] : item.Kind == ConfigValueKind.List ? item.AsList() : [item])];
    }
}
