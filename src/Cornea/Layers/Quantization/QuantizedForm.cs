using System.Globalization;

namespace Cornea.Layers;

/// <summary>How the weights of a layer of a file are stored.</summary>
/// <param name="Mode">The kind of numbers.</param>
/// <param name="Bits">Bits of a weight.</param>
/// <param name="Block">Inputs that share a scale; all where -1.</param>
/// <param name="IsPackedAlongInputs">Whether two inputs share a byte, as before Keras 3.14, not two outputs.</param>
/// <param name="QuantizesInputs">Whether inputs are rounded to 8 bits as well.</param>
/// <param name="Rank">The rank of LoRA; 0 without.</param>
/// <param name="Alpha">What the product of LoRA is multiplied by, times the rank; the rank where null.</param>
/// <param name="Source">The policy of what is not quantized.</param>
internal sealed record QuantizedForm(
    QuantizationMode Mode, int Bits, int Block, bool IsPackedAlongInputs, bool QuantizesInputs, int Rank, double? Alpha, string Source)
{
    private const int AmaxHistory = 1024;

    /// <summary>The length of float8's history of largest values.</summary>
    public int HistoryLength { get; private init; } = AmaxHistory;

    /// <summary>Whether weights have groups with a zero of their own.</summary>
    public bool IsGrouped => Mode is QuantizationMode.Gptq or QuantizationMode.Awq || (Mode == QuantizationMode.Int4 && Block > 0);

    /// <summary>The number of groups of some inputs.</summary>
    public int Groups(int inputs) => Block > 0 ? (inputs + Block - 1) / Block : 1;

    // Keras 3.3 and 3.4 say all in the name of the policy: int8_from_float32.
    private static ConfigObject Policy(ConfigValue? dtype)
    {
        var policy = dtype is { Kind: ConfigValueKind.Object } ? dtype.AsObject() : [];
        var name = dtype is { Kind: ConfigValueKind.Text } ? dtype : policy.Given("config")?.AsObject() is { } config
            && !config.Contains("mode") ? config.Given("name") : null;
        if (name is not { Kind: ConfigValueKind.Text } || name.AsText().Split("_from_") is not [var mode, var source])
        {
            return policy;
        }
        return new ConfigObject
        {
            { "class_name", mode == "float8" ? "QuantizedFloat8DTypePolicy" : "QuantizedDTypePolicy" },
            { "config", new ConfigObject { { "mode", mode }, { "source_name", source } } },
        };
    }

    /// <summary>The form that a layer's configuration says; null for plain weights.</summary>
    /// <exception cref="ConfigException">The form is not known.</exception>
    public static QuantizedForm? Of(ConfigObject serialized, Version? version)
    {
        var config = serialized.Given("config") is { Kind: ConfigValueKind.Object } given ? given.AsObject() : [];
        var rank = config.Given("lora_rank")?.AsInt32() ?? 0;
        var policy = Policy(config.Given("dtype"));
        var className = policy.Given("class_name") is { Kind: ConfigValueKind.Text } name ? name.AsText() : "";
        if (className is not ("QuantizedDTypePolicy" or "QuantizedFloat8DTypePolicy" or "Int4DTypePolicy" or "GPTQDTypePolicy"
            or "AWQDTypePolicy"))
        {
            return rank == 0 ? null : new QuantizedForm(
                QuantizationMode.None, 32, -1, false, false, rank, config.Given("lora_alpha")?.AsDouble(),
                policy.Given("config")?.AsObject().Given("name")?.AsText() ?? "float32");
        }
        var inner = policy["config"].AsObject();
        var parts = inner["mode"].AsText().Split('/');
        var mode = Enum.TryParse<QuantizationMode>(parts[0], ignoreCase: true, out var known) && known != QuantizationMode.None
            ? known
            : throw new ConfigException($"The quantization '{inner["mode"].AsText()}' is not known here.");
        var numbers = parts.Skip(1).Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        var (bits, block) = mode is QuantizationMode.Gptq or QuantizationMode.Awq
            ? (numbers.ElementAtOrDefault(0) is > 0 and var stated ? stated : 4, numbers.Length > 1 ? numbers[1] : -1)
            : (mode == QuantizationMode.Int4 ? 4 : 8, numbers.Length > 0 ? numbers[0] : -1);
        var isOlder = mode == QuantizationMode.Int4 && (className == "QuantizedDTypePolicy" || version is { Major: 3, Minor: < 14 });
        var quantizes = mode == QuantizationMode.Int8 || isOlder;
        if (config.Given("quantization_config") is { Kind: ConfigValueKind.Object } detail
            && detail.AsObject().Given("config") is { Kind: ConfigValueKind.Object } stored)
        {
            quantizes = stored.AsObject().Given("activation_quantizer") is not null;
        }
        return new QuantizedForm(
            mode, bits, block, isOlder, quantizes, rank, config.Given("lora_alpha")?.AsDouble(),
            inner.Given("source_name")?.AsText() ?? "float32")
        {
            HistoryLength = inner.Given("amax_history_length")?.AsInt32() ?? AmaxHistory,
        };
    }
}
