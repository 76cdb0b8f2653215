using Cornea.Formats.TensorFlowJs;

namespace Cornea.Saving;

/// <summary>Makes a model of TensorFlow.js's layers format: a network in the words of Keras 2, and weights by name.</summary>
/// <param name="path">The <c>model.json</c>.</param>
/// <param name="options">How it is read.</param>
internal sealed class TensorFlowJsReader(string path, LoadOptions options)
{
    private const string OwnVersion = "tfjs-layers";

    public Model Read()
    {
        var file = TensorFlowJsFile.Read(path);
        var source = new ConfigSource(VersionOf(file));
        var stored = ConfigJson.Parse(file.Topology);
        var model = new NetworkReader(source, options).Read(InKerasWords(stored, IsOwn(file)), $"'{path}'");
        var transfer = new WeightTransfer(path);
        new TensorFlowJsNames(model).Pair(file.Weights, transfer);
        transfer.Copy(allowPartial: false);
        if (options.Compile && file.TrainingConfig is { } training)
            Compile(model, training, source);
        foreach (var note in source.Notes)
            options.Noted?.Invoke(note);
        return model;
    }

    /// <summary>The version of Keras whose words a file has. TensorFlow.js follows Keras 2, whatever its own version is.</summary>
    public static Version VersionOf(TensorFlowJsModel file) =>
        (IsOwn(file) ? null : NetworkReader.VersionOf(file.KerasVersion)) ?? new Version(2, 4);

    private static bool IsOwn(TensorFlowJsModel file) => file.KerasVersion?.StartsWith(OwnVersion, StringComparison.Ordinal) == true;

    private static void Compile(Model model, string training, ConfigSource source)
    {
        try
        {
            new CompileReader(source).Compile(
                model, new OlderConfiguration(source).Modernize(ConfigJson.Parse(training)).AsObject());
        }
        catch (Exception unknown) when (unknown is ConfigException or ArgumentException or KeyNotFoundException)
        {
            model.Trainer.WhyNotCompiled = unknown.Message;
            source.Note($"The model is not compiled, since its file says how in a way that is not known here: {unknown.Message}");
        }
    }

    // TensorFlow.js writes null for what was not given, which Keras would take for a value, and reads keys in the case of JavaScript too,
    // as people write them who make a file of Keras 3 fit it.
    private static ConfigValue InKerasWords(ConfigValue value, bool isOwn)
    {
        if (value.Kind == ConfigValueKind.List)
            return ConfigValue.List(value.AsList().Select(item => InKerasWords(item, isOwn)));
        if (value.Kind != ConfigValueKind.Object)
            return value;
        var result = new ConfigObject();
        foreach (var (key, item) in value.AsObject())
        {
            if (isOwn && item.IsNull && key == "rate")
                result.Add(key, 0.0); // Not a number, which drops nothing in TensorFlow.js.
            else if (!isOwn || !item.IsNull || key == "merge_mode")
                result.Add(key == "batchInputShape" ? "batch_input_shape" : key, InKerasWords(item, isOwn));
        }
        return result;
    }
}
