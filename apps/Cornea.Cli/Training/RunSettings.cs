using System.Globalization;
using System.Text.Json;
using Cornea.Cli.Data;

namespace Cornea.Cli.Training;

/// <summary>The settings of a run folder: what <c>cornea train</c> was asked, and what the data turned out to be.</summary>
/// <remarks>Paths are kept as they were given: a run is resumed in the folder it was begun in.</remarks>
internal static class RunSettings
{
    private const string Names = "target_names", Features = "feature_names", PixelKey = "pixels";

    public static Dictionary<string, string> Of(TrainOptions options, DatasetSplits data, PixelRange pixels)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["data"] = options.Data,
            ["network"] = options.Model,
            ["batch"] = Text(options.Batch),
            ["optimizer_name"] = options.Optimizer,
            ["validation_split"] = Text(options.ValidationSplit),
            ["random_seed"] = Text(options.Seed),
            ["input"] = string.Join('x', data.Sample.Select(length => Text(length))),
            [Names] = Listed(data.TargetNames),
            ["kind"] = data.Kind.ToString().ToLowerInvariant(),
            ["task"] = data.Classes > 0 ? "classification" : "regression",
        };
        if (data.Kind == DataKind.Images)
            settings[PixelKey] = pixels.Name;
        if (data.FeatureNames.Count > 0)
            settings[Features] = Listed(data.FeatureNames);
        if (options.IsOptimizerGiven)
            settings["optimizer_given"] = "yes";
        if (options.Shards is { } shards)
            settings["shards"] = Text(shards);
        if (options.ShardOptimizer)
            settings["shard_optimizer"] = "yes";
        if (options.LearningRate is { } rate)
            settings["learning_rate"] = Text(rate);
        if (options.Limit is { } limit)
            settings["limit"] = Text(limit);
        if (options.Target is { } target)
            settings["target"] = target;
        if (options.Size is { } size)
            settings["size"] = $"{Text(size.Height)}x{Text(size.Width)}";
        if (options.Grey)
            settings["grey"] = "yes";
        return settings;
    }

    /// <summary>What has to be asked to go on with a run.</summary>
    /// <exception cref="CommandException">The run was not begun by <c>cornea train</c>.</exception>
    public static TrainOptions Options(RunFolder run)
    {
        if (run.ReadConfiguration() is not { } configuration || !configuration.Settings.TryGetValue("network", out var network))
        {
            throw new CommandException(ExitCode.Data,
                $"cannot resume '{run.Path}': it has no settings of 'cornea train'. A run of another program goes on in that program.");
        }
        var settings = configuration.Settings;
        return new TrainOptions
        {
            Data = settings["data"],
            Model = network,
            Epochs = configuration.Epochs,
            Batch = int.Parse(settings["batch"], CultureInfo.InvariantCulture),
            Seed = long.Parse(settings["random_seed"], CultureInfo.InvariantCulture),
            Optimizer = settings["optimizer_name"],
            IsOptimizerGiven = settings.ContainsKey("optimizer_given"),
            LearningRate = settings.TryGetValue("learning_rate", out var rate) ? double.Parse(rate, CultureInfo.InvariantCulture) : null,
            ValidationSplit = double.Parse(settings["validation_split"], CultureInfo.InvariantCulture),
            Limit = settings.TryGetValue("limit", out var limit) ? int.Parse(limit, CultureInfo.InvariantCulture) : null,
            Target = settings.GetValueOrDefault("target"),
            Size = settings.TryGetValue("size", out var size) ? ParseSize(size) : null,
            Grey = settings.ContainsKey("grey"),
            Pixels = settings.GetValueOrDefault(PixelKey),
            Shards = settings.TryGetValue("shards", out var shards) ? int.Parse(shards, CultureInfo.InvariantCulture) : null,
            ShardOptimizer = settings.ContainsKey("shard_optimizer"),
            Out = run.Path,
        };
    }

    /// <summary>The names of the classes, or of the number, of a run; none where it does not say.</summary>
    public static IReadOnlyList<string> TargetNames(RunFolder? run) => List(run, Names);

    /// <summary>The names of the input's columns of a run; none where it does not say.</summary>
    public static IReadOnlyList<string> FeatureNames(RunFolder? run) => List(run, Features);

    /// <summary>The data of a run; null where it does not say.</summary>
    public static string? DataName(RunFolder? run) => Setting(run, "data");

    /// <summary>The range of the pixels of a run; null where it does not say.</summary>
    public static PixelRange? Pixels(RunFolder? run) => Setting(run, PixelKey) is { } name ? new PixelRange(name) : null;

    /// <summary>Reads <c>HEIGHTxWIDTH</c>; null where it is something else.</summary>
    public static (int Height, int Width)? ParseSize(string text)
    {
        var parts = text.Split('x', 'X');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && height is > 0 and <= 16384 && width is > 0 and <= 16384 ? (height, width) : null;
    }

    private static string? Setting(RunFolder? run, string key) => run?.ReadConfiguration()?.Settings.GetValueOrDefault(key);

    private static IReadOnlyList<string> List(RunFolder? run, string key)
    {
        if (Setting(run, key) is not { } text)
            return [];
        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateArray().Select(name => name.GetString() ?? "")];
    }

    private static string Listed(IReadOnlyList<string> names)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var name in names)
                json.WriteStringValue(name);
            json.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
