using System.Collections.Frozen;

namespace Cornea.Configuration;

/// <summary>
/// What versions of Keras spell differently: modules, keys that were renamed, keys without an effect. All rules by
/// <c>keras_version</c>.
/// </summary>
internal static class KerasSpellings
{
    private static readonly FrozenSet<string> Roots =
        FrozenSet.Create(StringComparer.Ordinal, "keras", "tf_keras", "keras_core", "tensorflow", "builtins", "cornea");

    // The key of an older version and the one of today. A class of * stands for all.
    private static readonly (string Class, string Old, string New)[] Renames =
    [
        ("LeakyReLU", "alpha", "negative_slope"),
        ("Constant", "val", "value"),
    ];

    // Their get_config says less than that of other layers: no trainable, and the policy by its name.
    private static readonly FrozenSet<string> ShortBases = FrozenSet.Create(
        StringComparer.Ordinal, "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "Discretization");

    /// <summary>Makes the metric of a loss, which has no class of its own here; null where the name is no loss's.</summary>
    public static Func<string, ConfigObject, ConfigSource, object?>? MetricOfLoss { get; set; }

    /// <summary>Whether Keras writes only the name of the policy, and not whether the layer is trained.</summary>
    public static bool HasShortBase(ClassEntry entry) => entry.IsBuiltIn && ShortBases.Contains(entry.ClassName);

    /// <summary>The module under which Keras writes a class.</summary>
    public static string ModuleOf(ClassEntry entry) => Is(entry, "Sequential") ? "keras"
        : Is(entry, "Functional") ? "keras.src.models.functional"
        : Is(entry, "LayerScale") ? "keras.src.applications.convnext"
        : Is(entry, "CustomScaleLayer") ? "keras.src.applications.inception_resnet_v2"
        : entry.Module;

    /// <summary>The registered name under which Keras writes a class.</summary>
    public static string? RegisteredNameOf(ClassEntry entry) =>
        Is(entry, "Functional") || Is(entry, "LayerScale") || Is(entry, "CustomScaleLayer") ? entry.ClassName : entry.RegisteredName;

    /// <summary>Whether a module is Keras's under one of its names. It is compared and never resolved.</summary>
    public static bool IsKerasModule(string module) => Roots.Contains(module.Split('.')[0]);

    /// <summary>The configuration with the keys of today.</summary>
    public static ConfigObject Renamed(ClassEntry entry, ConfigObject config, ConfigSource source)
    {
        var result = config;
        foreach (var (name, old, now) in Renames)
        {
            if (name != entry.ClassName || !config.TryGetValue(old, out var value) || config.Contains(now))
                continue;
            if (ReferenceEquals(result, config))
            {
                result = [];
                foreach (var (key, kept) in config)
                    result.Add(key, kept);
            }
            result.Remove(old);
            result[now] = value;
            source.Note($"{entry.ClassName}: '{old}' is the older name of '{now}'.");
        }
        return result;
    }

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
        // Elsewhere None is an axis of unknown length; the one that Reshape works out is -1.
        if (Is(entry, "Reshape") && writer.Config.Given("target_shape") is { } shape)
            writer.Write("target_shape", ConfigValue.List(shape.AsList().Select(length => length.IsNull ? -1L : length)));
    }

    private static bool Is(ClassEntry entry, string layer) =>
        entry is { Kind: ClassKind.Layer, IsBuiltIn: true } && entry.ClassName == layer;

    /// <summary>Passes over a key that nothing reads, where its value changes nothing.</summary>
    /// <exception cref="ConfigException">The value would change what the class computes.</exception>
    public static void PassOver(ClassEntry entry, string key, ConfigValue value, ConfigSource source)
    {
        var known = NeutralKeys.Of(entry).Where(neutral => neutral.Key == key).ToList();
        if (known.Any(neutral => neutral.IsWritten && value.Equals(neutral.Value)))
            return;
        if (!value.IsNull && !known.Any(neutral => neutral.Value is null || value.Equals(neutral.Value)))
        {
            throw new ConfigException(
                $"{entry.ClassName} has no key '{key}', but received it with the value {value}. " +
                "It would change what the class computes, so it is not passed over.")
            { NamesClass = true };
        }
        source.Note($"{entry.ClassName}: the key '{key}' with the value {value} changes nothing and is passed over.");
    }

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
