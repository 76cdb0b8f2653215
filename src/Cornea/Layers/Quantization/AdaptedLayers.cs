namespace Cornea.Layers;

/// <summary>Makes the layers of files whose weights are quantized, or that have weights of LoRA.</summary>
internal static class AdaptedLayers
{
    private static readonly string[] Classes = [nameof(Dense), nameof(EinsumDense), nameof(Embedding)];

    /// <summary>Whether a layer of that form can be made.</summary>
    public static bool Knows(string className, QuantizedForm form) => Classes.Contains(className)
        && (form.Rank == 0 || form.Mode == QuantizationMode.None);

    /// <summary>The layer; null where its weights are plain.</summary>
    /// <exception cref="ConfigException">Its configuration does not fit.</exception>
    public static Layer? Read(ConfigObject serialized, ConfigSource source)
    {
        var className = serialized.Given("class_name")?.AsText() ?? "";
        if (!Classes.Contains(className) || QuantizedForm.Of(serialized, source.KerasVersion) is not { } form)
        {
            return null;
        }
        var config = new ConfigObject();
        foreach (var (key, value) in serialized["config"].AsObject())
        {
            if (key is not ("quantization_config" or "lora_rank" or "lora_alpha" or "gptq_unpacked_column_size"))
            {
                config[key] = key == "dtype" ? form.Source : value;
            }
        }
        var plain = (Layer)Registry.FromConfig(ClassKind.Layer, className, config, source);
        return plain is Embedding embedding ? new AdaptedEmbedding(serialized, embedding, form) : new AdaptedDense(serialized, plain, form);
    }
}
