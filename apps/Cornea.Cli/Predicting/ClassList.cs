using System.Text.Json;

namespace Cornea.Cli.Predicting;

/// <summary>The names of classes from a file.</summary>
internal static class ClassList
{
    /// <summary>Reads a file: a name on each line, a JSON list of names, or ImageNet's list <c>{"0": ["n01440764", "tench"], ...}</c>.
    /// </summary>
    public static IReadOnlyList<string> Read(string path)
    {
        var text = File.ReadAllText(path);
        if (!text.TrimStart().StartsWith('{') && !text.TrimStart().StartsWith('['))
            return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(Name)]
                : [.. Enumerable.Range(0, document.RootElement.EnumerateObject().Count())
                    .Select(number => Name(document.RootElement.GetProperty($"{number}")))];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CommandException(ExitCode.Data,
                $"cannot read the classes '{path}': a name on each line, a JSON list of names, or ImageNet's list was expected.",
                exception);
        }
    }

    private static string Name(JsonElement entry) => entry.ValueKind == JsonValueKind.Array
        ? entry.EnumerateArray().Last().GetString() ?? "" : entry.GetString() ?? "";
}
