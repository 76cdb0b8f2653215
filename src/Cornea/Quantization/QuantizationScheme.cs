namespace Cornea.Quantization;

/// <summary>What becomes of each layer of a model that is quantized.</summary>
internal abstract class QuantizationScheme
{
    /// <summary>What can be quantized, for messages.</summary>
    public abstract string Classes { get; }

    /// <summary>What a layer becomes, as a file would hold it; null where it stays as it is.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="serialized">How it is saved.</param>
    public abstract ConfigObject? Form(Layer layer, ConfigObject serialized);

    /// <summary>Gives the layer that was made of a form its weights.</summary>
    /// <param name="from">The layer that is quantized.</param>
    /// <param name="to">The layer that it became.</param>
    public abstract void Fill(Layer from, Layer to);

    /// <summary>A configuration with some keys replaced or added.</summary>
    protected static ConfigObject With(ConfigObject config, params ReadOnlySpan<(string Key, ConfigValue Value)> changes)
    {
        var copy = new ConfigObject();
        foreach (var (key, value) in config)
            copy.Add(key, value);
        foreach (var (key, value) in changes)
            copy[key] = value;
        return copy;
    }
}
