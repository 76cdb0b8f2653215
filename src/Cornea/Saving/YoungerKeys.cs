using System.Collections.Frozen;

namespace Cornea.Saving;

/// <summary>Leaves out of a configuration what Keras 3.0 did not know yet and what says nothing, so that every Keras 3 opens the
/// file.</summary>
internal static class YoungerKeys
{
    // Keys that came after Keras 3.0 with the values at which they change nothing.
    private static readonly FrozenDictionary<string, ConfigValue[]> Neutral = new Dictionary<string, ConfigValue[]>
    {
        ["quantization_config"] = [ConfigValue.Null],
        ["input_axes"] = [ConfigValue.Null],
        ["output_axes"] = [ConfigValue.Null],
        ["renorm"] = [false],
        ["renorm_clipping"] = [ConfigValue.Null],
        ["renorm_momentum"] = [0.99],
        ["use_gate"] = [false],
        ["optional"] = [false],
        ["ragged"] = [false],
        ["flash_attention"] = [ConfigValue.Null],
        ["lora_rank"] = [ConfigValue.Null],
        ["lora_alpha"] = [ConfigValue.Null],
        ["antialias"] = [false],
        ["pad_to_aspect_ratio"] = [false],
        ["zero_output_for_mask"] = [false],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The configuration without them; policies by their names, as all versions read them.</summary>
    public static ConfigValue Without(ConfigValue value) => value.Kind switch
    {
        ConfigValueKind.List => ConfigValue.List(value.AsList().Select(Without)),
        ConfigValueKind.Object => Without(value.AsObject()),
        _ => value,
    };

    private static ConfigObject Without(ConfigObject value)
    {
        var result = new ConfigObject();
        foreach (var (key, item) in value)
        {
            if (Neutral.TryGetValue(key, out var neutral) && neutral.Any(item.Equals))
            {
                continue;
            }
            result.Add(key, key == "dtype" && PolicyName(item) is { } name ? name : Without(item));
        }
        return result;
    }

    private static string? PolicyName(ConfigValue dtype) => dtype.Kind == ConfigValueKind.Object
        && dtype.AsObject() is var policy && policy.Given("class_name") is { Kind: ConfigValueKind.Text } name
        && name.AsText() == "DTypePolicy"
        ? policy["config"].AsObject()["name"].AsText()
        : null;
}
