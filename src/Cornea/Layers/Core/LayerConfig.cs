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
        // Keras makes both directions anew. Version 3.0 would build the layer that stands here, too, and miss its weights in the file.
        if (layer is Bidirectional)
        {
            foreach (var key in (string[])["layer", "backward_layer"])
                writer.Config.Given(key)?.AsObject().Remove("build_config");
        }
        // Keras asks the layer inside for the shape of its output, and a functional model with its ends in lists wants one in a list.
        if (layer is TimeDistributed && writer.Config["layer"].AsObject().Given("config") is { Kind: ConfigValueKind.Object } inside)
        {
            foreach (var key in (string[])["input_layers", "output_layers"])
            {
                if (inside.AsObject().Given(key) is { Kind: ConfigValueKind.List } ends
                    && ends.AsList() is [{ Kind: ConfigValueKind.List } single])
                {
                    inside.AsObject()[key] = single;
                }
            }
        }
        // Elsewhere None is an axis of unknown length; the one that Reshape works out is -1.
        if (layer is Reshape { TargetShape: var target })
            writer.Write("target_shape", ConfigValue.List(target.Select(length => (ConfigValue)(long)length)));
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
            layer.InputShape = reader.Shape(shape)[1..];
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
        // Stateful ones need a batch of known length, which the call has.
        if (layer is RecurrentLayer { Stateful: true } or Bidirectional { ForwardLayer.Stateful: true })
            return null;
        if (layer is ProjectedAttention)
        {
            var named = new ConfigObject();
            foreach (var (name, shape) in ((string[])["query_shape", "value_shape", "key_shape"]).Zip(shapes))
                named.Add(name, new ConfigWriter().Of(shape));
            return new ConfigObject { { "shapes_dict", named } };
        }
        if (layer is RecurrentLayer or Bidirectional && shapes.Count > 1)
        {
            var writer = new ConfigWriter();
            return new ConfigObject
            {
                {
                    "shapes_dict", new ConfigObject
                    {
                        { "sequences_shape", writer.Of(shapes[0]) },
                        { "initial_state_shape", ConfigValue.List(shapes.Skip(1).Select(shape => writer.Of(shape))) },
                    }
                },
            };
        }
        // A cell is built for its input alone; its states follow from it.
        var written = shapes.Take(layer is RecurrentCell ? 1 : shapes.Count).Select(shape => new ConfigWriter().Of(shape)).ToArray();
        return new ConfigObject { { InputShapeKey, written.Length == 1 ? written[0] : written } };
    }
}
