namespace Cornea.Layers;

/// <summary>Makes the layers of files whose weights are quantized, or that have weights of LoRA.</summary>
internal static class AdaptedLayers
{
    private static readonly string[] Classes = [nameof(Dense), nameof(EinsumDense), nameof(Embedding), nameof(ReversibleEmbedding)];
    private static readonly string[] Convolutions = [nameof(Conv1D), nameof(Conv2D), nameof(Conv3D)];

    /// <summary>Whether a layer of that form can be made.</summary>
    public static bool Knows(string className, QuantizedForm form) =>
        (Convolutions.Contains(className) && form.Mode == QuantizationMode.None)
        || (Classes.Contains(className)
            && (form.Rank == 0 || form.Mode is QuantizationMode.None or QuantizationMode.Int8 or QuantizationMode.Int4));

    /// <summary>The layer; null where its weights are plain.</summary>
    /// <exception cref="ConfigException">Its configuration does not fit.</exception>
    public static Layer? Read(ConfigObject serialized, ConfigSource source)
    {
        var className = serialized.Given("class_name")?.AsText() ?? "";
        if (QuantizedForm.Of(serialized, source.KerasVersion) is not { } form || !Knows(className, form))
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
        return plain switch
        {
            Embedding embedding => new AdaptedEmbedding(serialized, embedding, form),
            ReversibleEmbedding reversible => new AdaptedEmbedding(serialized, reversible, form),
            ConvolutionLayer convolution => new AdaptedConvolution(serialized, convolution, form),
            _ => new AdaptedDense(serialized, plain, form),
        };
    }
}
