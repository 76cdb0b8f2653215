namespace Cornea;

public abstract partial class Model
{
    /// <summary>The architecture as JSON, as Keras's <c>to_json()</c> writes it: layers and connections without weights.</summary>
    /// <exception cref="ConfigException">A layer has no configuration.</exception>
    /// <example><code>var copy = Model.FromJson(model.ToJson());</code></example>
    public string ToJson() => ConfigJson.Write(Registry.Serialize(this));

    /// <summary>The model of an architecture in JSON. Keras: <c>keras.models.model_from_json</c>.</summary>
    /// <param name="json">What <see cref="ToJson"/> or Keras's <c>to_json()</c> wrote, of Keras 3 or 2.</param>
    /// <param name="source">The version of Keras that wrote it; takes notes of what was passed over. May be left out.</param>
    /// <exception cref="ConfigException">It is no JSON, a class is not known, or a value does not fit; the message says which.</exception>
    public static Model FromJson(string json, ConfigSource? source = null) =>
        Registry.Deserialize(ClassKind.Layer, ConfigJson.Parse(json), source) as Model
        ?? throw new ConfigException("A model was expected, but received a layer. Read it by Registry.Deserialize.");
}
