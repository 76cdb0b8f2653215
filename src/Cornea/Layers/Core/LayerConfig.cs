namespace Cornea.Layers;

/// <summary>
/// The keys that every layer has: name, trainable, dtype, the penalty on its output, and the shape that Keras 2 noted on first
/// layers.
/// </summary>
internal static class LayerConfig
{
    /// <summary>The key of the shapes in what a file says of how a layer was built.</summary>
    public const string InputShapeKey = "input_shape";

    public static void Write(Layer layer, ClassEntry entry, ConfigWriter writer)
    {
        if (layer is InputLayer)
        {
            entry.Write(layer, writer);
            return;
        }
        writer.Write("name", layer.Name);
        if (!layer.HasShortConfig)
            writer.Write("trainable", layer.Trainable);
        if (layer.SavesPolicy)
            writer.Write("dtype", layer.HasShortConfig ? layer.DTypePolicy.Name : writer.Object(layer.DTypePolicy));
        entry.Write(layer, writer);
        layer.AmendConfig(writer.Config);
        if (layer.ActivityRegularizer is not null && !writer.Config.Contains("activity_regularizer"))
            writer.Write("activity_regularizer", writer.Object(layer.ActivityRegularizer));
    }

    public static void Read(Layer layer, ConfigReader reader)
    {
        if (reader.Given("name") is { } name)
            layer.Name = name.AsText();
        if (reader.Given("trainable") is { } trainable)
            layer.SetOwnTrainable(trainable.AsBoolean());
        if (layer is InputLayer)
            return;
        if (reader.Given("activity_regularizer") is { } penalty)
            layer.ActivityRegularizer = reader.Object<Regularizer>(penalty, ClassKind.Regularizer);
        if (reader.Given("batch_input_shape") is { } shape && layer.InputShape is null)
        {
            var whole = reader.Shape(shape);
            (layer.InputBatchSize, layer.InputShape) = (whole[0], whole[1..]);
        }
        if (reader.Given("dtype") is { } policy)
            layer.DTypePolicy = reader.Object<DTypePolicy>(policy, ClassKind.DTypePolicy);
    }

    /// <summary>The shapes for which the weights were made; before, what the file said; null where nothing is known or there are no
    /// weights.</summary>
    public static ConfigObject? BuildConfigOf(Layer layer)
    {
        if (layer is InputLayer)
            return null;
        if (layer.BuiltFor is not { } shapes)
            return layer.SavedBuildConfig;
        // What has no weights is built when it is called; Keras 3.0 does not read the shapes of all such layers.
        if (!layer.IsModel && layer.Weights.Count == 0)
            return null;
        return layer.WriteBuildShapes(shapes);
    }

    /// <summary>Writes the only input and the only output of a functional model as themselves and not in lists, where what holds the model
    /// hands on what it finds.</summary>
    /// <param name="layer">The configuration of any layer.</param>
    public static void UnwrapEnds(ConfigValue layer)
    {
        if (layer.Kind != ConfigValueKind.Object || layer.AsObject().Given("config") is not { Kind: ConfigValueKind.Object } inside)
            return;
        foreach (var key in (string[])["input_layers", "output_layers"])
        {
            if (inside.AsObject().Given(key) is { Kind: ConfigValueKind.List } ends
                && ends.AsList() is [{ Kind: ConfigValueKind.List } single])
            {
                inside.AsObject()[key] = single;
            }
        }
    }

    /// <summary>Shapes of inputs that one argument takes.</summary>
    public static ConfigObject BuildShapes(IReadOnlyList<Shape> shapes)
    {
        var written = shapes.Select(shape => new ConfigWriter().Of(shape)).ToArray();
        return new ConfigObject { { InputShapeKey, written.Length == 1 ? written[0] : written } };
    }

    /// <summary>Shapes of inputs that arguments of their own take.</summary>
    public static ConfigObject NamedBuildShapes(IEnumerable<(string Name, ConfigValue Shape)> shapes)
    {
        var named = new ConfigObject();
        foreach (var (name, shape) in shapes)
            named.Add(name, shape);
        return new ConfigObject { { "shapes_dict", named } };
    }

    /// <summary>Shapes of a sequence and, where they are inputs, of the states before it.</summary>
    public static ConfigObject RecurrentBuildShapes(IReadOnlyList<Shape> shapes)
    {
        var writer = new ConfigWriter();
        return shapes.Count == 1 ? BuildShapes(shapes) : NamedBuildShapes(
        [
            ("sequences_shape", writer.Of(shapes[0])),
            ("initial_state_shape", ConfigValue.List(shapes.Skip(1).Select(shape => writer.Of(shape)))),
        ]);
    }
}
