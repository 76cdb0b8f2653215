namespace Cornea.Quantization;

/// <summary>Keras's own quantization: the layers' configurations and variables are those that Keras 3.15 writes.</summary>
/// <param name="mode">The mode.</param>
/// <param name="policy">The class of the dtype policy.</param>
/// <param name="settings">What the policy has besides mode and source.</param>
/// <param name="quantizers">The configuration of the quantizers.</param>
internal sealed class KerasQuantization(
    string mode, string policy, IReadOnlyList<(string Key, ConfigValue Value)> settings, ConfigObject quantizers)
    : QuantizationScheme
{
    private const string Quantizers = "keras.quantizers";

    /// <inheritdoc/>
    public override string Classes => "Dense, EinsumDense and Embedding";

    /// <summary>The quantization of a mode.</summary>
    /// <exception cref="ArgumentException">The mode is not known.</exception>
    public static KerasQuantization Of(string mode) => mode switch
    {
        "int8" => new KerasQuantization(mode, "QuantizedDTypePolicy", [], Object("Int8QuantizationConfig", Quantizers, new ConfigObject
        {
            { "weight_quantizer", ConfigValue.Null },
            {
                "activation_quantizer", Object("AbsMaxQuantizer", Quantizers, new ConfigObject
                {
                    { "value_range", new ConfigValue[] { -127L, 127L } },
                    { "epsilon", 1e-7 },
                    { "output_dtype", "int8" },
                })
            },
        })),
        "float8" => new KerasQuantization(
            mode, "QuantizedFloat8DTypePolicy", [("amax_history_length", 1024L)], Object("Float8QuantizationConfig", Quantizers, [])),
        _ => throw new ArgumentException(
            $"Quantize expects the mode int8 or float8, but received '{mode}'. Models of int4, GPTQ and AWQ are read, not made.",
            nameof(mode)),
    };

    /// <inheritdoc/>
    public override ConfigObject? Form(Layer layer, ConfigObject serialized)
    {
        if (layer is not (Dense or EinsumDense or Embedding) || (layer is Embedding && mode == "float8"))
            return null;
        var inner = new ConfigObject { { "mode", mode }, { "source_name", layer.DTypePolicy.Name } };
        foreach (var (key, value) in settings)
            inner.Add(key, value);
        return With(serialized, ("config", With(
            serialized["config"].AsObject(), ("dtype", Object(policy, "keras.dtype_policies", inner)),
            ("quantization_config", quantizers))));
    }

    /// <inheritdoc/>
    public override void Fill(Layer from, Layer to) =>
        ((AdaptedLayer)to).Take([.. from.OwnWeights.Select(weight => weight.Variable.ToTensor())]);

    private static ConfigObject Object(string className, string module, ConfigObject config) => new()
    {
        { "module", module }, { "class_name", className }, { "config", config }, { "registered_name", ConfigValue.Null },
    };
}
