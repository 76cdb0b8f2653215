namespace Cornea;

[Configurable(ClassKind.Layer, "keras")]
public sealed partial class Sequential : IConfigurable<Sequential>, IStandIn
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

    // The form that the hard sigmoid of Keras 2 has in files.
    object? IStandIn.For(ClassKind kind) => kind == ClassKind.Activation
        && _layers is [Rescaling { Scale: [0.2], Offset: [0.5] }, ReLU { MaxValue: 1, NegativeSlope: 0, Threshold: 0 }]
            ? new HardSigmoidKeras2Activation() : null;

    /// <inheritdoc/>
    void IConfigurable<Sequential>.WriteConfig(ConfigWriter writer)
    {
        var entrance = _input ?? (SampleShape is { } sample
            ? InputLayer.OfBatchShape(sample.Insert(0, BatchSize), DType.Float32, "input_layer") : null);
        writer.Write("layers", writer.List<Layer>(entrance is null ? _layers : [entrance, .. _layers], static (inner, layer) =>
        {
            var written = inner.Object(layer);
            // Keras 3.15 hands the output of one layer to the next as it is, so a list of one would reach it. (Keras before 3.6 reads
            // ends in lists alone, and makes the same of them.)
            LayerConfig.UnwrapEnds(written);
            return written;
        }));
        if (SampleShape is { } shape)
            writer.Write("build_input_shape", writer.Of(shape.Insert(0, BatchSize)));
        else if (LayerConfig.BuildConfigOf(this)?.Given(LayerConfig.InputShapeKey) is { } built)
            writer.Write("build_input_shape", built);
    }
}
