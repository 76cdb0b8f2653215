namespace Cornea;

public abstract partial class Layer
{
    /// <summary>The name of Keras's own class, which its summaries and paths of weights have.</summary>
    internal virtual string KerasClassName => ClassName;

    /// <summary>Changes what was written of the layer where Keras reads it in another form.</summary>
    /// <param name="config">The configuration, with the keys of the constructor's arguments.</param>
    internal virtual void AmendConfig(ConfigObject config)
    {
    }

    /// <summary>What a file says of the shapes for which the weights were made; null for nothing.</summary>
    /// <param name="inputs">The shapes of the inputs.</param>
    internal virtual ConfigObject? WriteBuildShapes(IReadOnlyList<Shape> inputs) => LayerConfig.BuildShapes(inputs);
}
