namespace Cornea.Saving;

/// <summary>Values of Keras 1 and 2 that mean something else today, and keys that mean nothing any more.</summary>
internal static class OlderValues
{
    private const string HardSigmoid = "hard_sigmoid", HardSigmoidKeras2 = "hard_sigmoid_keras2";

    // Without an effect on what a layer computes, whatever their values.
    private static readonly string[] Unused =
    [
        "input_length", "query_shape", "key_shape", "value_shape", "vocabulary_size", "implementation", "consume_less", "time_major",
        "jit_compile", "is_legacy_optimizer", "schedule_decay", "fused", "trainable_weights", "virtual_batch_size", "dynamic",
        "deconvolved_shape", "transform_bias", "input_dtype", "arguments_type",
    ];

    private static readonly Dictionary<string, string> Initializers = new(StringComparer.Ordinal)
    {
        ["zero"] = "zeros",
        ["one"] = "ones",
        ["uniform"] = "random_uniform",
        ["normal"] = "random_normal",
    };

    /// <summary>The configuration of a class with values of today.</summary>
    public static ConfigObject Convert(string className, ConfigObject config, ConfigSource source)
    {
        if (config.Given("time_major") is { } major && major.Equals(true))
        {
            throw new ConfigException($"{className} has time_major true, and sequences are (batch, steps, features) here.");
        }
        foreach (var key in Unused.Where(config.Contains).ToArray())
        {
            config.Remove(key);
        }
        if (className is not ("Embedding" or "EinsumDense" or "ReversibleEmbedding"))
        {
            config.Remove("input_dim");
        }
        Activations(className, config, source);
        Layers(className, config);
        if (Registry.TryGet(ClassKind.Optimizer, OlderNames.ClassOf(className) ?? className.Split('>')[^1], out _)
            && !Registry.TryGet(ClassKind.Layer, className, out _))
        {
            Optimizer(className, config);
        }
        if (config.Given("reduction") is { Kind: ConfigValueKind.Text } reduction && reduction.AsText() == "auto")
        {
            config["reduction"] = "sum_over_batch_size";
        }
        return config;
    }

    /// <summary>Leaves initializers, regularizers and constraints out that nobody knows: a trained model does not need them to
    /// predict.</summary>
    public static void PassOverUnknown(ConfigObject config, ConfigSource source)
    {
        foreach (var (key, value) in config.ToArray())
        {
            ClassKind? kind = key.EndsWith("_initializer", StringComparison.Ordinal) ? ClassKind.Initializer
                : key.EndsWith("_regularizer", StringComparison.Ordinal) ? ClassKind.Regularizer
                : key.EndsWith("_constraint", StringComparison.Ordinal) ? ClassKind.Constraint : null;
            if (kind is not { } family || value.IsNull)
            {
                continue;
            }
            var name = value.Kind == ConfigValueKind.Text ? value : value.Kind == ConfigValueKind.Object
                ? value.AsObject().Given("class_name") : null;
            if (name is { Kind: ConfigValueKind.Text } && Registry.TryGet(family, name.AsText(), out _))
            {
                continue;
            }
            if (name is null && value.Kind == ConfigValueKind.Object && Keras1(family, value.AsObject()) is { } modern)
            {
                config[key] = modern;
                continue;
            }
            config.Remove(key);
            source.Note($"'{key}' is {value}, which is not known here: the default is taken, and the stored weights are what counts.");
        }
    }

    // Keras 1 has a name among the arguments themselves: {"name": "MaxNorm", "m": 2}.
    private static ConfigObject? Keras1(ClassKind family, ConfigObject value)
    {
        if (value.Given("name") is not { Kind: ConfigValueKind.Text } name)
        {
            return null;
        }
        var className = name.AsText() switch
        {
            "WeightRegularizer" or "L1L2Regularizer" or "ActivityRegularizer" => "L1L2",
            "MaxNorm" => "MaxNorm",
            "NonNeg" => "NonNeg",
            "UnitNorm" => "UnitNorm",
            _ => null,
        };
        if (className is null || !Registry.TryGet(family, className, out _))
        {
            return null;
        }
        var arguments = new ConfigObject();
        foreach (var (key, item) in value.Where(pair => pair.Key != "name"))
        {
            arguments[key == "m" ? "max_value" : key] = item;
        }
        return new ConfigObject { { "class_name", className }, { "config", arguments } };
    }

    private static void Activations(string className, ConfigObject config, ConfigSource source)
    {
        foreach (var key in (string[])["activation", "recurrent_activation"])
        {
            if (config.Given(key) is not { Kind: ConfigValueKind.Text } activation)
            {
                continue;
            }
            if (activation.AsText() == HardSigmoid)
            {
                config[key] = HardSigmoidKeras2;
                source.Note($"{className}: hard_sigmoid is that of Keras 1 and 2, clip(0.2 x + 0.5, 0, 1).");
            }
            else if (activation.AsText() is "softmax_v2")
            {
                config[key] = "softmax";
            }
        }
    }

    private static void Layers(string className, ConfigObject config)
    {
        if (config.Given("axis") is { Kind: ConfigValueKind.List } axes && axes.AsList() is [var axis]
            && className.StartsWith("BatchNormalization", StringComparison.Ordinal))
        {
            config["axis"] = axis;
        }
        if (className.StartsWith("BatchNormalization", StringComparison.Ordinal) && config.Given("mode") is { } mode)
        {
            if (!mode.Equals(0L))
            {
                throw new ConfigException($"BatchNormalization has mode {mode} of Keras 1, which is not known here: only 0.");
            }
            config.Remove("mode");
        }
        if (config.Given("dtype") is { Kind: ConfigValueKind.Object } policy && policy.AsObject().Given("config") is { } inner
            && inner.AsObject().Given("name") is { } name)
        {
            config["dtype"] = name;
        }
        // TensorFlow 2.0 took the type of the first input where it was told none.
        if (config.Given("dtype") is { Kind: ConfigValueKind.Text } type && type.AsText() is "infer" or "_infer")
        {
            config.Remove("dtype");
        }
        switch (className)
        {
            case "Embedding":
                // Keras 1 could drop words in training.
                config.Remove("dropout");
                break;
            case "CuDNNLSTM":
                config["recurrent_activation"] = "sigmoid";
                break;
            case "CuDNNGRU":
                (config["recurrent_activation"], config["reset_after"]) = ("sigmoid", true);
                break;
            case "GRU" or "GRUCell" when !config.Contains("reset_after"):
                config["reset_after"] = false;
                break;
        }
        if (config.Given("data_format") is { Kind: ConfigValueKind.Text } format && format.AsText() is "tf" or "th" or "default")
        {
            config["data_format"] = config["data_format"].AsText() == "th" ? "channels_first" : "channels_last";
        }
        if (config.Given("forget_bias_init") is { } forget)
        {
            config.Remove("forget_bias_init");
            config["unit_forget_bias"] = forget.Kind == ConfigValueKind.Text && forget.AsText() is "one" or "ones";
        }
        foreach (var key in config.Keys.Where(key => key.EndsWith("_initializer", StringComparison.Ordinal)).ToArray())
        {
            if (config[key] is { Kind: ConfigValueKind.Text } old && Initializers.TryGetValue(old.AsText(), out var now))
            {
                config[key] = now;
            }
        }
        if (className.StartsWith("Separable", StringComparison.Ordinal))
        {
            foreach (var key in (string[])["kernel_initializer", "kernel_regularizer", "kernel_constraint", "groups"])
            {
                config.Remove(key);
            }
        }
    }

    // The rate of older optimizers fell as rate / (1 + decay * steps); Nadam had the key for the rise of its momentum.
    private static void Optimizer(string className, ConfigObject config)
    {
        if (className is "Nadam" && config.Given("decay") is { IsNumber: true } rise)
        {
            config["schedule_decay"] = rise;
        }
        if (config.Given("decay") is { IsNumber: true } decay && decay.AsDouble() > 0 && className is not "Nadam"
            && config.Given("learning_rate") is { IsNumber: true } rate)
        {
            config["learning_rate"] = new ConfigObject
            {
                { "class_name", "InverseTimeDecay" },
                {
                    "config", new ConfigObject
                    {
                        { "initial_learning_rate", rate }, { "decay_steps", 1L }, { "decay_rate", decay }, { "staircase", false },
                    }
                },
            };
        }
        config.Remove("decay");
        if (config.TryGetValue("epsilon", out var epsilon) && epsilon.IsNull)
        {
            config.Remove("epsilon");
        }
    }
}
