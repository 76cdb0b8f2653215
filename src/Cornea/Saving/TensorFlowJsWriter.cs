using System.Collections.Frozen;
using Cornea.Formats.TensorFlowJs;

namespace Cornea.Saving;

/// <summary>
/// Writes a model as the Python converter of TensorFlow.js writes one of Keras 2: TensorFlow.js knows no others. What it does not know, or
/// computes otherwise, is refused, all of it at once.
/// </summary>
internal sealed class TensorFlowJsWriter(Model model)
{
    private const string KerasVersion = "2.19.0";

    private static readonly FrozenSet<string> Known = new[]
    {
        "InputLayer", "Sequential", "Functional", "Dense", "Activation", "Flatten", "RepeatVector", "Reshape", "Permute", "Masking",
        "Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout", "AlphaDropout", "Conv1D", "Conv2D", "Conv3D",
        "Conv2DTranspose", "Conv3DTranspose", "SeparableConv2D", "DepthwiseConv2D", "Cropping2D", "UpSampling2D", "ZeroPadding2D", "Add",
        "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Dot", "BatchNormalization", "LayerNormalization",
        "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D",
        "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "SimpleRNN", "GRU", "LSTM",
        "SimpleRNNCell", "GRUCell", "LSTMCell", "RNN", "StackedRNNCells", "ConvLSTM2D", "TimeDistributed", "Bidirectional", "Embedding",
        "ReLU", "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU", "Softmax", "Rescaling", "Resizing", "CenterCrop", "CategoryEncoding",
    }.ToFrozenSet();

    private const string HardSigmoidKeras2 = "hard_sigmoid_keras2";

    private static readonly FrozenDictionary<string, string> Activations = new Dictionary<string, string>
    {
        ["elu"] = "elu",
        [HardSigmoidKeras2] = "hard_sigmoid",
        ["linear"] = "linear",
        ["relu"] = "relu",
        ["relu6"] = "relu6",
        ["selu"] = "selu",
        ["sigmoid"] = "sigmoid",
        ["softmax"] = "softmax",
        ["softplus"] = "softplus",
        ["softsign"] = "softsign",
        ["tanh"] = "tanh",
        ["silu"] = "swish",
        ["gelu"] = "gelu",
        ["mish"] = "mish",
    }.ToFrozenDictionary();

    // Keys of Keras 3 that say nothing to readers of Keras 2.
    private static readonly FrozenSet<string> Younger =
        new[] { "module", "registered_name", "build_config", "compile_config", "ragged", "optional", "quantization_config" }.ToFrozenSet();

    private readonly List<string> _refused = [];

    /// <summary>Writes <c>model.json</c> and the shards beside it.</summary>
    public void Write(string path)
    {
        var topology = Convert(Registry.Serialize(model));
        var weights = new TensorFlowJsNames(model).Written().ToArray();
        foreach (var group in weights.GroupBy(weight => weight.Name).Where(group => group.Count() > 1))
            _refused.Add($"two weights would be called '{group.Key}': give the layers of the models inside names of their own");
        if (_refused.Count > 0)
        {
            throw new NotSupportedException(
                $"Model '{model.Name}' cannot be written for TensorFlow.js: {string.Join("; ", _refused.Distinct())}. " +
                "Replace these layers, or save it as .keras.");
        }
        TensorFlowJsFile.Write(path, new TensorFlowJsModel(
            ConfigJson.Write(topology), KerasVersion, null,
            [.. weights.Select(weight => KeyValuePair.Create(weight.Name, weight.Variable.ToTensor()))]));
    }

    private ConfigValue Convert(ConfigValue value) => value.Kind switch
    {
        ConfigValueKind.List => ConfigValue.List(value.AsList().Select(Convert)),
        ConfigValueKind.Object => Convert(value.AsObject()),
        _ => value,
    };

    private ConfigValue Convert(ConfigObject value)
    {
        var result = new ConfigObject();
        foreach (var (key, item) in value)
        {
            if (Younger.Contains(key))
                continue;
            result.Add(key, key == "inbound_nodes" ? Calls(item) : key == "dtype" ? TypeName(item) : Convert(item));
        }
        if (value.Given("class_name") is not { Kind: ConfigValueKind.Text } name || value.Given("module") is not { } module
            || result.Given("config") is not { Kind: ConfigValueKind.Object } inner)
        {
            return result;
        }
        if (module.Kind == ConfigValueKind.Text && module.AsText() is "keras" or "keras.layers" or "keras.src.models.functional")
            Layer(name.AsText(), inner.AsObject());
        return result;
    }

    private void Layer(string name, ConfigObject config)
    {
        var label = $"{name} '{config.Given("name")?.AsText()}'";
        if (!Known.Contains(name))
            _refused.Add($"{label} is not known to it");
        if (name == "GRU" && config.Given("reset_after")?.AsBoolean() == true)
            _refused.Add($"{label} resets after the product, which it cannot: make it with resetAfter: false");
        if (name == "Conv1D" && config.Given("padding")?.AsText() == "causal")
            _refused.Add($"{label} pads causally, which it cannot");
        foreach (var key in (string[])["activation", "recurrent_activation"])
            Activation(config, key, label);
        Rename(config, "batch_shape", "batch_input_shape");
        if (name == "LeakyReLU")
            Rename(config, "negative_slope", "alpha");
        if (name.StartsWith("SeparableConv", StringComparison.Ordinal))
        {
            // Keras 2 writes these for the layer's base class, and TensorFlow.js then refuses the layer.
            foreach (var key in (string[])["kernel_initializer", "kernel_regularizer", "kernel_constraint"])
                config.Remove(key);
        }
        foreach (var key in (string[])["input_layers", "output_layers"])
        {
            if (config.Given(key) is { Kind: ConfigValueKind.List } ends && ends.AsList() is [{ Kind: ConfigValueKind.Text }, ..])
            {
                config.Remove(key);
                config.Add(key, ConfigValue.List([ends]));
            }
        }
        if (config.Given("layers") is { Kind: ConfigValueKind.List } layers)
            CountFrom1(config, [.. layers.AsList().Select(layer => layer.AsObject())]);
    }

    // A model inside has its own graph as call 0, and is called from 1 on.
    private static void CountFrom1(ConfigObject config, ConfigObject[] layers)
    {
        ConfigObject[] models =
            [.. layers.Where(layer => layer["config"].AsObject().Contains("layers") && layer.Contains("inbound_nodes"))];
        HashSet<string> all = [.. models.Select(Name)], fromZero = [.. models.Where(IsCountedFrom0AtTheEnd).Select(Name)];
        foreach (var layer in layers.Where(layer => layer.Contains("inbound_nodes")))
        {
            layer["inbound_nodes"] = ConfigValue.List(layer["inbound_nodes"].AsList().Select(
                call => ConfigValue.List(call.AsList().Select(tensor => Shifted(tensor, all)))));
        }
        if (config.Given("output_layers") is { Kind: ConfigValueKind.List } ends)
            config["output_layers"] = ConfigValue.List(ends.AsList().Select(end => Shifted(end, fromZero)));

        static string Name(ConfigObject layer) => layer["name"].AsText();
    }

    // Among outputs Keras 3 counts the calls of a functional model from 1, too, where there are several.
    private static bool IsCountedFrom0AtTheEnd(ConfigObject model) =>
        model["class_name"].AsText() != nameof(Functional) || model["inbound_nodes"].AsList().Count == 1;

    private static ConfigValue Shifted(ConfigValue tensor, HashSet<string> shifted)
    {
        var parts = tensor.AsList();
        return shifted.Contains(parts[0].AsText()) ? ConfigValue.List([parts[0], parts[1].AsInt64() + 1, .. parts.Skip(2)]) : tensor;
    }

    private void Activation(ConfigObject config, string key, string label)
    {
        if (config.Given(key) is not { } activation)
            return;
        // The hard sigmoid of Keras 2 stands in files as layers under its name; other layers have arguments, which functions here do not.
        var text = activation.Kind == ConfigValueKind.Text ? activation
            : activation.AsObject()["config"].AsObject().Given("name") is { } inner && inner.Equals(HardSigmoidKeras2) ? inner : null;
        if (text is not null && Activations.TryGetValue(text.AsText(), out var name))
        {
            config.Remove(key);
            config.Add(key, name);
            return;
        }
        _refused.Add($"{label} has the activation {activation}, which it does not know or computes otherwise");
    }

    private static void Rename(ConfigObject config, string from, string to)
    {
        if (!config.TryGetValue(from, out var value))
            return;
        config.Remove(from);
        config.Add(to, value);
    }

    private static ConfigValue TypeName(ConfigValue type) => type.Kind == ConfigValueKind.Object
        ? type.AsObject().Given("config")?.AsObject().Given("name") ?? "float32" : type;

    // A call is a list of [layer, call, output, keywords], one for each input.
    private ConfigValue Calls(ConfigValue calls) => ConfigValue.List(calls.AsList().Select(call =>
    {
        var tensors = new List<ConfigValue>();
        Tensors(call.AsObject()["args"], tensors);
        var keywords = call.AsObject()["kwargs"].AsObject();
        // The first state of a recurrence follows its sequence, as in Keras 2.
        if (keywords.Given("initial_state") is { } states)
            Tensors(states, tensors);
        if (keywords.Any(keyword => !keyword.Value.IsNull && keyword.Key is not ("training" or "mask" or "initial_state")))
            _refused.Add("a call has arguments by name");
        return ConfigValue.List(tensors);
    }));

    private static void Tensors(ConfigValue value, List<ConfigValue> found)
    {
        if (value.Kind == ConfigValueKind.List)
        {
            foreach (var item in value.AsList())
                Tensors(item, found);
        }
        else if (value.Kind == ConfigValueKind.Object && value.AsObject().Given("config") is { } config)
        {
            found.Add(ConfigValue.List([.. config.AsObject()["keras_history"].AsList(), new ConfigObject()]));
        }
    }
}
