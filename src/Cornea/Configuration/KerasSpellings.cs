using System.Collections.Frozen;

namespace Cornea.Configuration;

/// <summary>
/// What versions of Keras spell differently: modules, keys without an effect. Classes and keys that were renamed have their older names in
/// their <see cref="ConfigNameAttribute"/>.
/// </summary>
internal static class KerasSpellings
{
    private static readonly FrozenSet<string> Roots =
        FrozenSet.Create(StringComparer.Ordinal, "keras", "tf_keras", "keras_core", "tensorflow", "builtins", "cornea");

    private static readonly Lazy<FrozenSet<string>> OnByDefault = new(() => Registry.Classes
        .Where(entry => entry.IsBuiltIn).SelectMany(entry => entry.Parameters)
        .Where(parameter => parameter.Default == "true").Select(parameter => parameter.Key).ToFrozenSet(StringComparer.Ordinal));

    /// <summary>Makes the metric of a loss, which has no class of its own here; null where the name is no loss's.</summary>
    public static Func<string, ConfigObject, ConfigSource, object?>? MetricOfLoss { get; set; }

    /// <summary>Whether a module is Keras's under one of its names. It is compared and never resolved.</summary>
    public static bool IsKerasModule(string module) => Roots.Contains(module.Split('.')[0]);

    /// <summary>Another class that stands for one that is not in the family, such as a layer that is used as an activation.</summary>
    public static object? Substitute(ClassKind kind, string className, ConfigObject config, ConfigSource source) => kind switch
    {
        ClassKind.Activation when Registry.TryGet(ClassKind.Layer, className, out var layer) =>
            (Registry.Create(layer, config, null, source) as IStandIn)?.For(kind),
        ClassKind.Metric => MetricOfLoss?.Invoke(className, config, source),
        _ => null,
    };

    /// <summary>Adds the keys that Keras writes for options that do not exist here, at their only value.</summary>
    public static void AddConstants(ClassEntry entry, ConfigWriter writer)
    {
        foreach (var key in NeutralKeys.Of(entry))
        {
            if (key.IsWritten && !writer.Config.Contains(key.Key))
                writer.Write(key.Key, key.Value!);
        }
    }

    /// <summary>Passes over a key that nothing reads, where its value changes nothing.</summary>
    /// <exception cref="ConfigException">The value would change what the class computes.</exception>
    public static void PassOver(ClassEntry entry, string key, ConfigValue value, ConfigSource source)
    {
        var known = NeutralKeys.Of(entry).Where(neutral => neutral.Key == key).ToList();
        if (known.Any(neutral => neutral.IsWritten && value.Equals(neutral.Value)))
            return;
        if (!IsOff(key, value) && !known.Any(neutral => neutral.Value is null || value.Equals(neutral.Value)))
        {
            throw new ConfigException(
                $"{entry.ClassName} has no key '{key}', but received it with the value {value}. " +
                "It would change what the class computes, so it is not passed over.")
            { NamesClass = true };
        }
        source.Note($"{entry.ClassName}: the key '{key}' with the value {value} changes nothing and is passed over.");
    }

    // An argument that a later Keras gave to a class has to leave models of before as they were, so its default is what they computed;
    // and it is named after what it adds. So null, false and nothing in a list or an object are an option that is off. The exception
    // are options that are on by default in a class that is known (use_bias, center): false says there that something is taken away.
    private static bool IsOff(string key, ConfigValue value) => value.Kind switch
    {
        ConfigValueKind.Null => true,
        ConfigValueKind.Boolean => value.Equals(false) && !OnByDefault.Value.Contains(key),
        ConfigValueKind.List => value.AsList().Count == 0,
        ConfigValueKind.Object => value.AsObject().Count == 0,
        _ => false,
    };

    /// <summary>Passes over an argument of a call that the model itself reads, or that changes nothing.</summary>
    /// <exception cref="ConfigException">The argument would change what the call computes.</exception>
    public static void PassOverCall(ClassEntry entry, string key, ConfigValue value)
    {
        if (!value.IsNull && !value.Equals(false) && key is not ("training" or "query" or "value" or "key" or "initial_state"))
        {
            throw new ConfigException(
                $"{entry.ClassName} has no argument '{key}' of its call, but received it with the value {value}. " +
                "It would change what the call computes, so it is not passed over.")
            { NamesClass = true };
        }
    }
}
