namespace Cornea.Saving;

/// <summary>Reads entrances of texts with the text layers behind them: a model here begins with their numbers.</summary>
/// <param name="source">Takes notes.</param>
/// <param name="assets">Gives the vocabulary file of a layer by the name of its group, such as <c>string_lookup_1</c>.</param>
internal sealed class TextInputs(ConfigSource source, Func<string, string?>? assets)
{
    private static readonly string[] Classes = [nameof(TextVectorization), nameof(StringLookup)];

    private readonly Dictionary<string, InputLayer> _entrances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TextLayer> _layers = new(StringComparer.Ordinal);

    /// <summary>Whether a class is a text layer.</summary>
    public static bool Knows(string className) => Classes.Contains(className);

    /// <summary>Finds the entrances of texts of a model and what stands behind them.</summary>
    /// <exception cref="ConfigException">A text layer does not follow an entrance, or its vocabulary is missing.</exception>
    public void Find(ConfigObject model)
    {
        if (model.Given("config") is not { Kind: ConfigValueKind.Object } config
            || config.AsObject().Given("layers") is not { Kind: ConfigValueKind.List } list)
        {
            return;
        }
        ConfigObject[] layers = [.. list.AsList().Select(layer => layer.AsObject())];
        var numbers = new AutomaticNames();
        foreach (var (index, layer) in layers.Index())
        {
            if (layer.Given("class_name") is not { Kind: ConfigValueKind.Text } className || !Knows(className.AsText()))
            {
                continue;
            }
            var name = NameOf(layer);
            var group = numbers.Next(className.AsText());
            var entrance = EntranceOf(layer, layers, index) ?? throw new ConfigException(
                $"Layer '{name}' does not follow an input of texts, and texts are no tensors here. Encode them before the model.")
            { NamesClass = true };
            Add(entrance, layer, name, group);
        }
    }

    /// <summary>The layer that stands for one of a configuration; null where it has nothing to do with texts.</summary>
    public Layer? Read(ConfigObject serialized)
    {
        var name = serialized.Given("config") is { Kind: ConfigValueKind.Object } ? NameOf(serialized) : "";
        return serialized.Given("class_name")?.AsText() == nameof(InputLayer) ? _entrances.GetValueOrDefault(name)
            : _layers.GetValueOrDefault(name);
    }

    private static string NameOf(ConfigObject layer) =>
        (layer.Given("name") ?? layer["config"].AsObject().Given("name"))?.AsText() ?? layer["class_name"].AsText();

    // The layer on which a functional model calls it, or the one before it in a sequential one.
    private static ConfigObject? EntranceOf(ConfigObject layer, ConfigObject[] layers, int index)
    {
        ConfigObject? before = null;
        if (layer.Given("inbound_nodes") is { Kind: ConfigValueKind.List } calls && calls.AsList() is [var call])
        {
            var inputs = Models.FunctionalCall.Read(call).Inputs;
            before = inputs.Count == 1 ? layers.FirstOrDefault(other => NameOf(other) == inputs[0].Layer) : null;
        }
        else if (index > 0)
        {
            before = layers[index - 1];
        }
        return before?.Given("class_name")?.AsText() == nameof(InputLayer) ? before : null;
    }

    private void Add(ConfigObject entrance, ConfigObject layer, string name, string group)
    {
        var input = NameOf(entrance);
        if (_entrances.ContainsKey(input))
        {
            throw new ConfigException($"Input '{input}' goes into two text layers, which is not known here.") { NamesClass = true };
        }
        var config = layer["config"].AsObject();
        var words = Words(config, name, group);
        var (encode, shape, dtype) = layer["class_name"].AsText() == nameof(StringLookup)
            ? Lookup(config, words) : Vectorization(config, words);
        config["vocabulary"] = ConfigValue.List(words.Select(word => (ConfigValue)word));
        _entrances[input] = new InputLayer(shape, dtype, input) { Stored = Copy(entrance) };
        _layers[name] = new TextLayer(layer, input, encode) { Name = name };
        source.Note($"Texts of input '{input}' are encoded before the model, by model.EncodeText.");
    }

    private static ConfigObject Copy(ConfigObject entrance)
    {
        var copy = new ConfigObject();
        foreach (var (key, value) in entrance)
        {
            copy.Add(key, value);
        }
        return copy;
    }

    // Without the special ones in front: the word for padding and that for unknown ones.
    private string[] Words(ConfigObject config, string name, string group)
    {
        IEnumerable<string> words;
        if (config.Given("vocabulary") is { Kind: ConfigValueKind.List } list)
        {
            words = list.AsList().Select(word => word.AsText());
        }
        else
        {
            var text = assets?.Invoke(group) ?? throw new ConfigException(
                $"The vocabulary of layer '{name}' is neither in the configuration nor in the file.")
            { NamesClass = true };
            words = text.Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line);
        }
        var all = words.ToList();
        if (all.Count > 0 && all[^1].Length == 0)
        {
            all.RemoveAt(all.Count - 1);
        }
        var unknown = config.Given("oov_token")?.AsText() ?? "[UNK]";
        var mask = config.Given("mask_token")?.AsText() ?? "";
        var special = all.TakeWhile((word, i) => word == unknown || (i == 0 && word == mask)).Count();
        return [.. all.Skip(special)];
    }

    private static (Func<IReadOnlyList<string>, Tensor> Encode, Shape Shape, DType Type) Vectorization(ConfigObject config, string[] words)
    {
        var length = config.Given("output_sequence_length")?.AsInt32();
        var mode = Mode(config);
        var layer = new TextVectorization(
            config.Given("max_tokens")?.AsInt32(),
            config.Given("standardize")?.AsText() switch
            {
                null => TextStandardization.None,
                "lower" => TextStandardization.Lower,
                "strip_punctuation" => TextStandardization.StripPunctuation,
                "lower_and_strip_punctuation" => TextStandardization.LowerAndStripPunctuation,
                var other => throw new ConfigException($"TextVectorization standardizes by '{other}', which is not known here."),
            },
            config.Given("split")?.AsText() switch
            {
                null => TextSplit.None,
                "whitespace" => TextSplit.Whitespace,
                "character" => TextSplit.Character,
                var other => throw new ConfigException($"TextVectorization splits by '{other}', which is not known here."),
            },
            config.Given("ngrams") switch
            {
                null => null,
                { Kind: ConfigValueKind.List } several => [.. several.AsList().Select(width => width.AsInt32())],
                var most => [.. Enumerable.Range(1, most.AsInt32())],
            },
            mode, mode == CategoryOutput.Index ? length : null, config.Given("pad_to_max_tokens")?.AsBoolean() ?? false, words,
            Weights(config));
        return mode == CategoryOutput.Index
            ? (layer.Apply, [length ?? Shape.Unknown], DType.Int64)
            : (layer.Apply, [Width(config, layer.Vocabulary.Count)], DType.Float32);
    }

    private static (Func<IReadOnlyList<string>, Tensor> Encode, Shape Shape, DType Type) Lookup(ConfigObject config, string[] words)
    {
        if (config.Given("invert")?.AsBoolean() == true)
        {
            throw new ConfigException("StringLookup with invert gives texts, which are no tensors here.");
        }
        var mode = Mode(config);
        var layer = new StringLookup(
            config.Given("max_tokens")?.AsInt32(), config.Given("num_oov_indices")?.AsInt32() ?? 1, config.Given("mask_token")?.AsText(),
            config.Given("oov_token")?.AsText() ?? "[UNK]", words, Weights(config), mode,
            config.Given("pad_to_max_tokens")?.AsBoolean() ?? false);
        return mode == CategoryOutput.Index
            ? (texts => layer.Apply(texts).ExpandDims(1), [1], DType.Int64)
            : (layer.Apply, [Width(config, layer.Vocabulary.Count)], DType.Float32);
    }

    private static int Width(ConfigObject config, int words) =>
        config.Given("pad_to_max_tokens")?.AsBoolean() == true ? config["max_tokens"].AsInt32() : words;

    private static double[]? Weights(ConfigObject config) =>
        config.Given("idf_weights") is { Kind: ConfigValueKind.List } weights
            ? [.. weights.AsList().Select(weight => weight.AsDouble())] : null;

    private static CategoryOutput Mode(ConfigObject config) => config.Given("output_mode")?.AsText() switch
    {
        null or "int" => CategoryOutput.Index,
        "one_hot" => CategoryOutput.OneHot,
        "multi_hot" or "binary" => CategoryOutput.MultiHot,
        "count" => CategoryOutput.Count,
        "tf_idf" or "tf-idf" => CategoryOutput.TfIdf,
        var other => throw new ConfigException($"A text layer gives '{other}', which is not known here."),
    };
}
