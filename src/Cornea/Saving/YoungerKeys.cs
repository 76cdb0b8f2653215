using System.Collections.Frozen;

namespace Cornea.Saving;

/// <summary>Leaves out of a configuration what Keras 3.0 did not know yet and what says nothing, and writes names as all versions read
/// them, so that every Keras 3 opens the file.</summary>
internal static class YoungerKeys
{
    private static readonly string[] RandomImageLayers = ["RandomBrightness", "RandomContrast", "RandomFlip"];

    private static readonly string[] Attentions = ["MultiHeadAttention", "GroupQueryAttention"];

    // Keys that came after Keras 3.0 with the values at which they change nothing; of the classes named, of all where none is.
    private static readonly FrozenDictionary<string, (ConfigValue[] Values, string[] Classes)> Neutral =
        new Dictionary<string, (ConfigValue[] Values, string[] Classes)>
        {
            ["quantization_config"] = ([ConfigValue.Null], []),
            ["gptq_unpacked_column_size"] = ([ConfigValue.Null], []),
            ["input_axes"] = ([ConfigValue.Null], []),
            ["output_axes"] = ([ConfigValue.Null], []),
            ["renorm"] = ([false], []),
            ["renorm_clipping"] = ([ConfigValue.Null], []),
            ["renorm_momentum"] = ([0.99], []),
            ["use_gate"] = ([false], []),
            ["sliding_window"] = ([ConfigValue.Null], []),
            ["flash_attention"] = ([ConfigValue.Null], []),
            ["seed"] = ([ConfigValue.Null], Attentions),
            ["optional"] = ([false], []),
            ["ragged"] = ([false], []),
            ["sparse"] = ([false], ["CategoryEncoding"]),
            ["lora_rank"] = ([ConfigValue.Null], []),
            ["lora_alpha"] = ([ConfigValue.Null], []),
            ["antialias"] = ([false], []),
            ["pad_to_aspect_ratio"] = ([false], []),
            ["fill_mode"] = (["constant"], ["Resizing"]),
            ["fill_value"] = ([0.0], ["Resizing"]),
            ["data_format"] = (["channels_last", ConfigValue.Null], ["ZeroPadding1D", .. RandomImageLayers]),
            ["value_range"] = ([new ConfigValue[] { 0L, 255L }, new ConfigValue[] { 0.0, 255.0 }], ["RandomContrast"]),
            ["bounding_box_format"] = ([ConfigValue.Null], []),
            ["use_cudnn"] = (["auto"], []),
            ["zero_output_for_mask"] = ([false], []),
            ["oov_method"] = (["floormod"], []),
            ["salt"] = ([ConfigValue.Null], ["StringLookup", "IntegerLookup"]),
            ["axis"] = ([-1L], ["SparseCategoricalCrossentropy"]),
            ["ignore_class"] = ([ConfigValue.Null], ["SparseCategoricalCrossentropy"]),
            ["from_sorted_ids"] = ([false], []),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    // Classes that came under one name and have another today; all versions of Keras 3 read the older one.
    private static readonly FrozenDictionary<string, string> OlderNames =
        new Dictionary<string, string> { ["Orthogonal"] = "OrthogonalInitializer" }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The configuration without them; policies by their names, as all versions read them.</summary>
    public static ConfigValue Without(ConfigValue value) => Without(value, null);

    private static ConfigValue Without(ConfigValue value, string? owner) => value.Kind switch
    {
        ConfigValueKind.List => ConfigValue.List(value.AsList().Select(item => Without(item, null))),
        ConfigValueKind.Object => Without(value.AsObject(), owner),
        _ => value,
    };

    // The keys of a configuration are those of the class that stands beside it; a user's own class may mean anything by them.
    private static ConfigObject Without(ConfigObject value, string? owner)
    {
        var own = value.Given("class_name") is { Kind: ConfigValueKind.Text } name
            && value.Given("module") is { Kind: ConfigValueKind.Text } module && KerasSpellings.IsKerasModule(module.AsText())
            && !(value.Given("registered_name")?.ToString().Contains('>') ?? false) ? name.AsText() : null;
        var result = new ConfigObject();
        foreach (var (key, item) in value)
        {
            if (owner is not null && Neutral.TryGetValue(key, out var neutral) && neutral.Values.Any(item.Equals)
                && (neutral.Classes.Length == 0 || neutral.Classes.Contains(owner, StringComparer.Ordinal)))
            {
                continue;
            }
            result.Add(key, key == "dtype" && PolicyName(item) is { } policy ? policy
                : key == "class_name" && own is not null && OlderNames.TryGetValue(own, out var older) ? older
                : Without(item, key == "config" ? own : null));
        }
        return result;
    }

    private static string? PolicyName(ConfigValue dtype) => dtype.Kind == ConfigValueKind.Object
        && dtype.AsObject() is var policy && policy.Given("class_name") is { Kind: ConfigValueKind.Text } name
        && name.AsText() == "DTypePolicy"
        ? policy["config"].AsObject()["name"].AsText()
        : null;
}
