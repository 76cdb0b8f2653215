using Cornea.Saving;

namespace Cornea;

public abstract partial class Model
{
    /// <summary>The model of an architecture in JSON. Keras: <c>keras.models.model_from_json</c>.</summary>
    /// <param name="json">What <see cref="ToJson"/> or Keras's <c>to_json()</c> wrote, of Keras 3, 2 or 1.</param>
    /// <param name="source">The version of Keras that wrote it; takes notes of what was passed over. What the JSON says where
    /// null.</param>
    /// <param name="options">Functions of Lambda layers.</param>
    /// <exception cref="ConfigException">It is no JSON, a class is not known, or a value does not fit; the message says which.</exception>
    public static Model FromJson(string json, ConfigSource? source = null, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        var stored = NetworkReader.Unwrapped(ConfigJson.Parse(json));
        return new NetworkReader(source ?? new ConfigSource(NetworkReader.VersionIn(stored)), options ?? new LoadOptions())
            .Read(stored, "The architecture");
    }
}
