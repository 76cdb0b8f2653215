namespace Cornea;

[Configurable(ClassKind.Layer, "keras")]
public sealed partial class Sequential : IConfigurable<Sequential>
{
    /// <inheritdoc/>
    static Sequential IConfigurable<Sequential>.FromConfig(ConfigReader reader)
    {
        var model = new Sequential(reader.Given("name") is { } name ? reader.Text(name) : null);
        var layers = reader.List(reader.Required("layers"), static (inner, value) => inner.Object<Layer>(value, ClassKind.Layer));
        for (var i = 0; i < layers.Length; i++)
        {
            // Keras 2 left shapes on later layers too; only the first one's counts.
            if (i > 0)
                layers[i].InputShape = null;
            model.Add(layers[i]);
        }
        if (reader.Given("build_input_shape") is { } shape)
            model.SavedBuildConfig = new ConfigObject { { LayerConfig.InputShapeKey, shape } };
        return model;
    }

    /// <inheritdoc/>
    void IConfigurable<Sequential>.WriteConfig(ConfigWriter writer)
    {
        var entrance = _input ?? (SampleShape is { } sample ? new InputLayer(sample, name: "input_layer") : null);
        writer.Write("layers",
            writer.List<Layer>(entrance is null ? _layers : [entrance, .. _layers], static (inner, layer) => inner.Object(layer)));
        if (SampleShape is { } shape)
            writer.Write("build_input_shape", writer.Of(shape.Insert(0, Shape.Unknown)));
        else if (LayerConfig.BuildConfigOf(this)?.Given(LayerConfig.InputShapeKey) is { } built)
            writer.Write("build_input_shape", built);
    }
}
