using System.Globalization;
using System.Text;
using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>Writes a whole model as Keras's <c>.keras</c>: a zip archive of stored members in Keras's order.</summary>
internal static class ModelWriter
{
    /// <summary>The version of Keras whose form and words are written.</summary>
    public const string KerasVersion = "3.15.1";

    /// <summary>Writes the archive to a stream that can seek.</summary>
    public static void WriteArchive(Model model, Stream stream)
    {
        var zip = new ZipWriter(stream);
        var saved = DateTime.Now.ToString("yyyy-MM-dd@HH:mm:ss", CultureInfo.InvariantCulture);
        Add(zip, "metadata.json", new ConfigObject { { "keras_version", KerasVersion }, { "date_saved", saved } });
        Add(zip, "config.json", YoungerKeys.Without(Config(model)));
        zip.Add(KerasArchive.WeightsMember, TreeWriter.Describe(model).Write);
        zip.Finish();
    }

    private static ConfigObject Config(Model model)
    {
        var config = Registry.Serialize(model).AsObject();
        if (CompileWriter.Write(model) is { } compiled)
        {
            config["compile_config"] = compiled;
        }
        return config;
    }

    private static void Add(ZipWriter zip, string name, ConfigValue content) =>
        zip.Add(name, member => member.Write(Encoding.UTF8.GetBytes(ConfigJson.Write(content))));
}
