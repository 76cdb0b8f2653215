using System.Globalization;
using System.Text.Json;

namespace Cornea.Cli.Models;

/// <summary>A network as a small JSON file: a list of layers, each a name or a name with its arguments under Keras's names.</summary>
/// <remarks>
/// <code>
/// ["Flatten", {"Dense": {"units": 64, "activation": "relu"}}, {"Dropout": 0.2}, {"Dense": {"units": "classes", "activation": "softmax"}}]
/// </code>
/// A single value is the first argument, and the word <c>classes</c> the number of classes of the data. The list may be the value of
/// <c>layers</c> in an object. Keras's own JSON of a model (<c>model.to_json()</c>) is read too.
/// </remarks>
internal static class LayerListFile
{
    private const string Classes = "classes";

    public static Model Read(string path, ModelRequest request)
    {
        try
        {
            var text = File.ReadAllText(path);
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("class_name", out _))
                return Model.FromJson(text);
            var list = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("layers", out var layers) ? layers : root;
            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
                throw Fault(path, "a list of layers was expected, such as [\"Flatten\", {\"Dense\": 10}]", null);
            return Build(path, list, request);
        }
        catch (JsonException exception)
        {
            throw Fault(path, string.Create(CultureInfo.InvariantCulture,
                $"line {exception.LineNumber + 1} is no JSON"), exception);
        }
        catch (ConfigException exception)
        {
            throw Fault(path, exception.Message.TrimEnd('.'), exception);
        }
    }

    private static Sequential Build(string path, JsonElement list, ModelRequest request)
    {
        var model = new Sequential(seed: request.Seed) { new InputLayer(request.Sample) };
        var number = 0;
        foreach (var element in list.EnumerateArray())
        {
            number++;
            var layer = Layer(path, number, element, request);
            if (layer is InputLayer)
                continue;
            try
            {
                model.Add(layer);
            }
            catch (Exception exception) when (exception is ShapeException or ArgumentException)
            {
                throw Fault(path, $"layer {number}, {layer.ClassName}: {exception.Message.TrimEnd('.')}", exception);
            }
        }
        return model;
    }

    private static Layer Layer(string path, int number, JsonElement element, ModelRequest request)
    {
        var (name, config) = element.ValueKind switch
        {
            JsonValueKind.String => (element.GetString()!, new ConfigObject()),
            JsonValueKind.Object when element.TryGetProperty("class_name", out var named) && named.ValueKind == JsonValueKind.String =>
                (named.GetString()!, element.TryGetProperty("config", out var given) ? Config(given, request) : []),
            JsonValueKind.Object when element.EnumerateObject().Count() == 1 => Named(element.EnumerateObject().First(), request),
            _ => throw Fault(path, $"layer {number} is neither a name nor a name with its arguments: {Shortened(element)}", null),
        };
        if (!Registry.TryGet(ClassKind.Layer, name, out _))
        {
            var near = DidYouMean.Suggest(name, Registry.Names(ClassKind.Layer));
            throw Fault(path, $"layer {number}: there is no layer '{name}'{(near is null ? "" : $"; did you mean '{near}'?")}", null);
        }
        try
        {
            return (Layer)Registry.FromConfig(ClassKind.Layer, name, config);
        }
        catch (ConfigException exception)
        {
            throw Fault(path, $"layer {number}: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    private static (string Name, ConfigObject Config) Named(JsonProperty layer, ModelRequest request)
    {
        if (layer.Value.ValueKind == JsonValueKind.Object)
            return (layer.Name, Config(layer.Value, request));
        return Registry.TryGet(ClassKind.Layer, layer.Name, out var entry) && entry.Parameters.Count > 0
            ? (layer.Name, new ConfigObject { { entry.Parameters[0].Key, Value(layer.Value, request) } })
            : (layer.Name, []);
    }

    private static ConfigObject Config(JsonElement arguments, ModelRequest request)
    {
        var config = new ConfigObject();
        foreach (var argument in arguments.EnumerateObject())
            config[argument.Name] = Value(argument.Value, request);
        return config;
    }

    private static ConfigValue Value(JsonElement value, ModelRequest request) =>
        value.ValueKind == JsonValueKind.String && value.GetString() == Classes ? Math.Max(1, request.Classes)
            : ConfigJson.Parse(value.GetRawText());

    private static string Shortened(JsonElement element) => element.GetRawText() is { Length: > 60 } text ? text[..60] + "..."
        : element.GetRawText();

    private static CommandException Fault(string path, string problem, Exception? inner) =>
        new(ExitCode.Data, $"cannot read the network '{path}': {problem}.", inner);
}
