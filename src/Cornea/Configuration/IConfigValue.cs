namespace Cornea.Configuration;

/// <summary>A type of arguments, such as a range of factors, that says itself how it stands in a configuration.</summary>
/// <typeparam name="TSelf">The type.</typeparam>
public interface IConfigValue<TSelf> where TSelf : IConfigValue<TSelf>
{
    /// <summary>Reads a value.</summary>
    /// <param name="reader">Reads values inside it, and knows the version of Keras that wrote it.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ConfigException">The value is something else.</exception>
    static abstract TSelf FromConfig(ConfigReader reader, ConfigValue value);

    /// <summary>The value as it stands in a configuration.</summary>
    ConfigValue ToConfig();
}
