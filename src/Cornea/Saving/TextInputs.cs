namespace Cornea.Saving;

/// <summary>Reads entrances of texts with the text layers behind them, in the model or in one that is nested in it: a model here begins
/// with their numbers.</summary>
/// <param name="source">Takes notes.</param>
/// <param name="assets">Gives the vocabulary file of a layer by its group, such as <c>layers/string_lookup_1</c>.</param>
internal sealed class TextInputs(ConfigSource source, Func<string, string?>? assets)
{
    private readonly TextEncoders _encoders = new(assets);
    private readonly Dictionary<ConfigObject, TextUse> _entrances = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ConfigObject, StoredLayer> _layers = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether a class is a text layer.</summary>
    public static bool Knows(string className) => TextEncoders.Classes.Contains(className);

    /// <summary>Finds the entrances of texts of a model and what stands behind them.</summary>
    /// <exception cref="ConfigException">A text layer follows no entrance or lacks its vocabulary, or texts go elsewhere.</exception>
    public void Find(ConfigObject model)
    {
        foreach (var entrance in Entrances(model, ""))
        {
            if (entrance.Uses.Count == 0)
            {
                throw new ConfigException(
                    $"Input '{entrance.Names[0]}' takes texts, and none of {string.Join(", ", TextEncoders.Classes)} stands behind it: " +
                    "texts are no tensors here. Encode them before the model.")
                { NamesClass = true };
            }
            Add(entrance);
        }
    }

    /// <summary>The layer that stands for one of a configuration; null where it has nothing to do with texts.</summary>
    public Layer? Read(ConfigObject serialized)
    {
        if (serialized.Given("config") is not { Kind: ConfigValueKind.Object }
            || serialized.Given("class_name") is not { Kind: ConfigValueKind.Text } className)
        {
            return null;
        }
        if (IsEntrance(serialized))
        {
            return _entrances.GetValueOrDefault(serialized) is not { } use ? null
                : new InputLayer(use.Shape, use.Type, NameOf(serialized)) { Stored = Copy(serialized) };
        }
        return !Knows(className.AsText()) ? null : _layers.GetValueOrDefault(serialized)
            ?? (MayTakeNumbers(className.AsText()) ? TextEncoders.Numbers(serialized, source) : null);
    }

    // The entrances of texts of a model, those of nested models joined to what they are called on.
    private List<Entrance> Entrances(ConfigObject model, string path)
    {
        if (LayersOf(model) is not { } layers)
        {
            return [];
        }
        var entrances = layers.Where(IsEntrance).Select(layer => new Entrance([NameOf(layer)], [layer], Columns(layer), [])).ToList();
        var numbers = new AutomaticNames();
        foreach (var (index, layer) in layers.Index())
        {
            if (layer.Given("class_name") is not { Kind: ConfigValueKind.Text } className || IsEntrance(layer))
            {
                continue;
            }
            var group = $"{path}layers/{numbers.Next(className.AsText())}";
            if (Knows(className.AsText()))
            {
                Use(layer, [.. Feeding(layer, layers, index).Select(input => entrances.Find(other => other.Has(input)))], group);
                continue;
            }
            var inner = Entrances(layer, group + "/");
            if (inner.Count == 0)
            {
                continue;
            }
            var (feeding, inputs) = (Feeding(layer, layers, index), InputsOf(layer));
            foreach (var own in inner)
            {
                var place = inputs.IndexOf(own.Names[0]);
                if (place < 0 || place >= feeding.Count || entrances.Find(other => other.Has(feeding[place])) is not { } entrance)
                {
                    throw Behind(layer);
                }
                entrance.Names.AddRange(own.Names);
                entrance.Layers.AddRange(own.Layers);
                entrance.Uses.AddRange(own.Uses);
            }
        }
        return entrances;
    }

    // What a text layer makes of the entrances that feed it, null for inputs of numbers.
    private void Use(ConfigObject layer, IReadOnlyList<Entrance?> feeding, string group)
    {
        var className = layer["class_name"].AsText();
        if (className == nameof(HashedCrossing))
        {
            foreach (var (argument, entrance) in feeding.Index())
            {
                entrance?.Uses.Add(TextEncoders.Crossed(layer, NameOf(layer), argument, entrance.Columns));
            }
        }
        else if (feeding is [{ } only])
        {
            only.Uses.Add(_encoders.Read(layer, NameOf(layer), group, only.Columns));
        }
        else if (!MayTakeNumbers(className))
        {
            throw Behind(layer);
        }
    }

    private static bool MayTakeNumbers(string className) => className is nameof(Hashing) or nameof(HashedCrossing);

    // The layers of a model; a sequential one that begins with a text layer gets the entrance that it was never told.
    private static ConfigObject[]? LayersOf(ConfigObject model)
    {
        if (model.Given("config") is not { Kind: ConfigValueKind.Object } config
            || config.AsObject().Given("layers") is not { Kind: ConfigValueKind.List } list)
        {
            return null;
        }
        var layers = list.AsList().ToList();
        if (!config.AsObject().Contains("output_layers") && layers is [{ Kind: ConfigValueKind.Object } first, ..]
            && first.AsObject().Given("class_name") is { Kind: ConfigValueKind.Text } className && Knows(className.AsText())
            && className.AsText() != nameof(HashedCrossing))
        {
            layers.Insert(0, new ConfigObject
            {
                { "module", "keras.layers" },
                { "class_name", nameof(InputLayer) },
                {
                    "config", new ConfigObject
                    {
                        { "batch_shape", new ConfigValue[] { ConfigValue.Null, 1L } }, { "dtype", "string" },
                        { "name", $"{NameOf(first.AsObject())}_input" },
                    }
                },
                { "registered_name", ConfigValue.Null },
            });
            config.AsObject()["layers"] = ConfigValue.List(layers);
        }
        return [.. layers.Select(layer => layer.AsObject())];
    }

    private static string NameOf(ConfigObject layer) =>
        (layer.Given("name") ?? layer["config"].AsObject().Given("name"))?.AsText() ?? layer["class_name"].AsText();

    private static bool IsEntrance(ConfigObject layer) => layer.Given("class_name") is { Kind: ConfigValueKind.Text } name
        && name.AsText() == nameof(InputLayer) && layer.Given("config") is { Kind: ConfigValueKind.Object } config
        && config.AsObject().Given("dtype") is { Kind: ConfigValueKind.Text } type && type.AsText() == "string";

    // How many texts a sample has; one where the file leaves it open.
    private static int Columns(ConfigObject layer)
    {
        var config = layer["config"].AsObject();
        return (config.Given("batch_shape") ?? config.Given("batch_input_shape")) is { Kind: ConfigValueKind.List } shape
            && shape.AsList() is [_, { IsNumber: true } columns] ? columns.AsInt32() : 1;
    }

    // The layers on which a functional model calls one, or the one before it in a sequential one.
    private static IReadOnlyList<string> Feeding(ConfigObject layer, ConfigObject[] layers, int index)
    {
        if (layer.Given("inbound_nodes") is not { Kind: ConfigValueKind.List } calls)
        {
            return index > 0 ? [NameOf(layers[index - 1])] : [];
        }
        return calls.AsList() is [var call]
            ? [.. Models.FunctionalCall.Read(call).InOrderOf(layer).Inputs.Select(input => input.Layer)] : [];
    }

    // The names of a nested model's inputs in order.
    private static List<string> InputsOf(ConfigObject model)
    {
        var config = model["config"].AsObject();
        if (config.Given("input_layers") is not { } ends)
        {
            return LayersOf(model) is [var first, ..] ? [NameOf(first)] : [];
        }
        IEnumerable<ConfigValue> each = ends.Kind == ConfigValueKind.Object ? ends.AsObject().Select(pair => pair.Value)
            : ends.AsList() is [{ Kind: ConfigValueKind.Text }, ..] ? [ends] : ends.AsList();
        return [.. each.Select(end => Models.FunctionalTensor.Read(end).Layer)];
    }

    private static ConfigException Behind(ConfigObject layer) => new(
        $"Layer '{NameOf(layer)}' does not follow an input of texts, and texts are no tensors here. Encode them before the model.")
    { NamesClass = true };

    private void Add(Entrance entrance)
    {
        var (input, uses) = (entrance.Names[0], entrance.Uses);
        var all = uses is [var only] ? only : TextUse.Joined(input, uses);
        foreach (var layer in entrance.Layers)
        {
            _entrances[layer] = all;
        }
        var first = 0;
        foreach (var use in uses)
        {
            var own = new TextEntrance(input, all.Encode, uses.Count == 1 ? null : (first, use.Shape[0], use.Type));
            if (use.Argument is { } argument)
            {
                var crossing = (CrossedCategories)(_layers.GetValueOrDefault(use.Layer) ?? TextEncoders.Numbers(use.Layer, source));
                crossing.Take(argument, own);
                _layers[use.Layer] = crossing;
            }
            else
            {
                _layers[use.Layer] = new TextLayer(use.Layer, own) { Name = use.Name };
            }
            first += uses.Count == 1 ? 0 : use.Shape[0];
        }
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

    // An input of texts: its name and layer and those of the nested models' inputs that it becomes, how many texts a sample has, what they
    // go into.
    private sealed record Entrance(List<string> Names, List<ConfigObject> Layers, int Columns, List<TextUse> Uses)
    {
        public bool Has(string name) => Names[0] == name;
    }
}
