namespace Cornea.Configuration;

/// <summary>
/// The keys that every layer has: name, trainable, dtype, the penalty on its output, and the shape that Keras 2 noted on first
/// layers.
/// </summary>
internal static class LayerConfig
{
    public static void Write(Layer layer, ClassEntry entry, ConfigWriter writer)
    {
        writer.Write("name", layer.Name);
        writer.Write("trainable", layer.Trainable);
        writer.Write("dtype", writer.Object(layer.DTypePolicy));
        entry.Write(layer, writer);
        if (layer.ActivityRegularizer is not null && !writer.Config.Contains("activity_regularizer"))
            writer.Write("activity_regularizer", writer.Object(layer.ActivityRegularizer));
    }

    public static void Read(Layer layer, ConfigReader reader)
    {
        if (reader.Given("name") is { } name)
            layer.Name = name.AsText();
        if (reader.Given("trainable") is { } trainable)
            layer.SetOwnTrainable(trainable.AsBoolean());
        if (reader.Given("activity_regularizer") is { } penalty)
            layer.ActivityRegularizer = reader.Object<Regularizer>(penalty, ClassKind.Regularizer);
        if (reader.Given("batch_input_shape") is { } shape && layer.InputShape is null)
            layer.InputShape = reader.Shape(shape)[1..];
        if (reader.Given("dtype") is { } policy)
            layer.DTypePolicy = reader.Object<DTypePolicy>(policy, ClassKind.DTypePolicy);
    }

    /// <summary>The shapes for which the weights were made; null before, and for layers that were not saved built.</summary>
    public static ConfigObject? BuildConfigOf(Layer layer)
    {
        if (layer.BuiltFor is not { } shapes)
            return layer.SavedBuildConfig;
        var written = shapes.Select(shape => new ConfigWriter().Of(shape)).ToArray();
        return new ConfigObject { { "input_shape", written.Length == 1 ? written[0] : written } };
    }
}
