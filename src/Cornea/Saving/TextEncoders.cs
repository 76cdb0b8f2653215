namespace Cornea.Saving;

/// <summary>Makes the steps that text layers of a file stand for.</summary>
/// <param name="assets">Gives the vocabulary file of a layer by its group; null without any.</param>
internal sealed class TextEncoders(Func<string, string?>? assets)
{
    /// <summary>The classes of text layers.</summary>
    public static readonly string[] Classes = [nameof(TextVectorization), nameof(StringLookup), nameof(Hashing), nameof(HashedCrossing)];

    /// <summary>What a layer makes of texts.</summary>
    /// <param name="layer">Its configuration, which gets the vocabulary.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="group">Its group in the file, such as <c>layers/string_lookup_1</c>.</param>
    /// <param name="columns">How many texts a sample has.</param>
    /// <exception cref="ConfigException">An option is not known, or the vocabulary is missing.</exception>
    public TextUse Read(ConfigObject layer, string name, string group, int columns)
    {
        var config = layer["config"].AsObject();
        if (layer["class_name"].AsText() == nameof(Hashing))
        {
            return Hashed(layer, config, name, columns);
        }
        var words = Words(config, name, group);
        var use = layer["class_name"].AsText() == nameof(StringLookup)
            ? Lookup(layer, config, name, words, columns) : Vectorization(layer, config, name, words);
        config["vocabulary"] = ConfigValue.List(words.Select(word => (ConfigValue)word));
        return use;
    }

    /// <summary>What a crossing takes of the texts that are one of its inputs: their fingerprints.</summary>
    /// <param name="layer">Its configuration.</param>
    /// <param name="name">Its name.</param>
    /// <param name="argument">Which of its inputs the texts are.</param>
    /// <param name="columns">How many texts a sample has.</param>
    /// <exception cref="ConfigException">A sample has several.</exception>
    public static TextUse Crossed(ConfigObject layer, string name, int argument, int columns) => columns == 1
        ? new TextUse(
            layer, name, CrossedCategories.Fingerprints, [CrossedCategories.Halves], DType.Int64, argument)
        : throw new ConfigException($"Layer '{name}' crosses columns of one text each, but one of its inputs has {columns}.");

    /// <summary>The layer that hashes numbers inside the model.</summary>
    /// <param name="layer">Its configuration.</param>
    /// <param name="source">Who wrote it.</param>
    public static StoredLayer Numbers(ConfigObject layer, ConfigSource source)
    {
        var (className, config) = (layer["class_name"].AsText(), layer["config"].AsObject());
        var bins = config["num_bins"].AsInt32();
        StoredLayer made = className == nameof(Hashing)
            ? new HashedNumbers(layer, bins, config.Given("mask_value")?.AsDouble(), Salt(config), Mode(config))
            : new CrossedCategories(layer, bins, Mode(config));
        LayerConfig.Read(made, new ConfigReader(className, config, null, source));
        return made;
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

    private static TextUse Vectorization(ConfigObject serialized, ConfigObject config, string name, string[] words)
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
            ? new TextUse(serialized, name, layer.Apply, [length ?? Shape.Unknown], DType.Int64)
            : new TextUse(serialized, name, layer.Apply, [Width(config, layer.Vocabulary.Count)], DType.Float32);
    }

    private static TextUse Lookup(ConfigObject serialized, ConfigObject config, string name, string[] words, int columns)
    {
        if (config.Given("invert")?.AsBoolean() == true)
        {
            throw new ConfigException("StringLookup with invert gives texts, which are no tensors here.") { NamesClass = true };
        }
        var mode = Mode(config);
        var layer = new StringLookup(
            config.Given("max_tokens")?.AsInt32(), config.Given("num_oov_indices")?.AsInt32() ?? 1, config.Given("mask_token")?.AsText(),
            config.Given("oov_token")?.AsText() ?? "[UNK]", words, Weights(config), mode,
            config.Given("pad_to_max_tokens")?.AsBoolean() ?? false);
        if (mode == CategoryOutput.Index)
        {
            return new TextUse(serialized, name, texts => layer.Apply(texts).Reshape(-1, columns), [columns], DType.Int64);
        }
        var width = Width(config, layer.Vocabulary.Count);
        return mode == CategoryOutput.OneHot && columns > 1
            ? new TextUse(serialized, name, texts => layer.Apply(texts).Reshape(-1, columns, width), [columns, width], DType.Float32)
            : new TextUse(serialized, name, texts => layer.Apply(Rows(texts, columns)), [width], DType.Float32);
    }

    private static IReadOnlyList<IReadOnlyList<string>> Rows(IReadOnlyList<string> texts, int columns) => [.. texts.Chunk(columns)];

    private static TextUse Hashed(ConfigObject serialized, ConfigObject config, string name, int columns)
    {
        var bins = config["num_bins"].AsInt32();
        var (mode, step) = (Mode(config), new Hashing(bins, config.Given("mask_value")?.AsText(), Salt(config)));
        Tensor Bins(IReadOnlyList<string> texts) => step.Apply(new CategoryColumn(texts)).Reshape(-1, columns);
        if (mode == CategoryOutput.Index)
        {
            return new TextUse(serialized, name, Bins, [columns], DType.Int64);
        }
        return new TextUse(
            serialized, name, texts => CategoryEncoding.Encode(Bins(texts), null, bins, mode),
            mode == CategoryOutput.OneHot && columns > 1 ? [columns, bins] : [bins], DType.Float32);
    }

    private static (ulong First, ulong Second)? Salt(ConfigObject config) => config.Given("salt") switch
    {
        null => null,
        { Kind: ConfigValueKind.List } pair => ((ulong)pair.AsList()[0].AsInt64(), (ulong)pair.AsList()[1].AsInt64()),
        var one => ((ulong)one.AsInt64(), (ulong)one.AsInt64()),
    };

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
