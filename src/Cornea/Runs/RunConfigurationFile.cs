using System.Text.Json;

namespace Cornea.Runs;

/// <summary>Reads and writes <c>config.json</c>.</summary>
internal static class RunConfigurationFile
{
    public static byte[] Write(RunConfiguration configuration) => RunJson.Object(
        json =>
        {
            json.WriteNumber("schema", RunConfiguration.Schema);
            json.WriteString("name", configuration.Name);
            json.WriteString("model", configuration.Model);
            json.WriteString("started", RunJson.Time(configuration.Started));
            json.WriteNumber("seed", configuration.Seed);
            json.WriteNumber("parameters", configuration.Parameters);
            json.WriteNumber("epochs", configuration.Epochs);
            if (configuration.StepsPerEpoch is { } steps)
                json.WriteNumber("steps_per_epoch", steps);
            json.WriteString("optimizer", configuration.Optimizer);
            json.WriteString("loss", configuration.Loss);
            json.WriteString("version", configuration.Version);
            json.WriteString("runtime", configuration.Runtime);
            json.WriteString("system", configuration.System);
            json.WriteNumber("threads", configuration.Threads);
            json.WriteString("data_hash", configuration.DataHash);
            json.WriteNumber("process", configuration.Process);
            json.WriteString("machine", configuration.Machine);
            json.WriteStartObject("settings");
            foreach (var (name, value) in configuration.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
                json.WriteString(name, value);
            json.WriteEndObject();
        },
        indented: true);

    /// <exception cref="MalformedFileException">The file is no configuration of a run.</exception>
    public static RunConfiguration Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || RunJson.Whole(root, "schema") != RunConfiguration.Schema)
                throw Refused(path, $"a JSON object with \"schema\": {RunConfiguration.Schema} was expected", null);
            return Read(root);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw Refused(path, exception.Message, exception);
        }
    }

    private static RunConfiguration Read(JsonElement root) => new(RunJson.Text(root, "name"), RunJson.Text(root, "model"))
    {
        Started = RunJson.Time(root, "started"),
        Seed = RunJson.Whole(root, "seed"),
        Parameters = RunJson.Whole(root, "parameters"),
        Epochs = (int)RunJson.Whole(root, "epochs"),
        StepsPerEpoch = root.TryGetProperty("steps_per_epoch", out _) ? (int)RunJson.Whole(root, "steps_per_epoch") : null,
        Optimizer = RunJson.Text(root, "optimizer"),
        Loss = RunJson.Text(root, "loss"),
        Version = RunJson.Text(root, "version"),
        Runtime = RunJson.Text(root, "runtime"),
        System = RunJson.Text(root, "system"),
        Threads = (int)RunJson.Whole(root, "threads"),
        DataHash = RunJson.Text(root, "data_hash"),
        Process = (int)RunJson.Whole(root, "process"),
        Machine = RunJson.Text(root, "machine"),
        Settings = Settings(root),
    };

    private static SortedDictionary<string, string> Settings(JsonElement root)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (root.TryGetProperty("settings", out var all) && all.ValueKind == JsonValueKind.Object)
        {
            foreach (var setting in all.EnumerateObject())
            {
                settings[setting.Name] = setting.Value.ValueKind == JsonValueKind.String
                    ? setting.Value.GetString()! : setting.Value.GetRawText();
            }
        }
        return settings;
    }

    private static MalformedFileException Refused(string path, string problem, Exception? inner) =>
        new(path, 0, "schema", problem.TrimEnd('.'), "Choose a folder that RunLogger wrote.", inner);
}
