namespace Cornea.Configuration;

/// <summary>A class whose base has keys too, beside those of its own constructor: every layer.</summary>
internal interface IConfigBase
{
    /// <summary>The shapes that the object was built for, as files keep them; null where nothing is known.</summary>
    ConfigObject? BuildConfig { get; }

    /// <summary>How a file describes the object, where it is written as it was read; null elsewhere.</summary>
    ConfigObject? SavedForm => null;

    /// <summary>Writes the base's keys around those of the class.</summary>
    /// <param name="entry">Writes the keys of the class.</param>
    /// <param name="writer">Takes the values.</param>
    void WriteConfig(ClassEntry entry, ConfigWriter writer);

    /// <summary>Takes the base's keys, once the object is made.</summary>
    /// <param name="reader">Gives the values.</param>
    void ReadConfig(ConfigReader reader);

    /// <summary>Takes the shapes that a file says the object was built for.</summary>
    /// <param name="config">The shapes.</param>
    void TakeBuildConfig(ConfigObject config);
}
