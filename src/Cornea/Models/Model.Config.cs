namespace Cornea;

public abstract partial class Model
{
    /// <summary>The architecture as JSON, as Keras's <c>to_json()</c> writes it: layers and connections without weights.</summary>
    /// <exception cref="ConfigException">A layer has no configuration.</exception>
    /// <example><code>var copy = Model.FromJson(model.ToJson());</code></example>
    public string ToJson() => ConfigJson.Write(Registry.Serialize(this));
}
