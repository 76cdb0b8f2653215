namespace Cornea.Configuration;

/// <summary>A class that reads and writes its configuration itself, because it does not follow from one constructor.</summary>
/// <typeparam name="TSelf">The class.</typeparam>
public interface IConfigurable<TSelf> where TSelf : class, IConfigurable<TSelf>
{
    /// <summary>Initializes an object from its configuration.</summary>
    /// <param name="reader">Gives the values of the keys.</param>
    /// <exception cref="ConfigException">A value is missing or does not fit.</exception>
    static abstract TSelf FromConfig(ConfigReader reader);

    /// <summary>Writes the configuration.</summary>
    /// <param name="writer">Takes the values of the keys.</param>
    void WriteConfig(ConfigWriter writer);
}
