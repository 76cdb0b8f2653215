using System.Text.Json;
using Cornea.Studio.Models;

namespace Cornea.Studio.Training;

/// <summary>Makes networks of the editor's list of layers, and says at which layer a list goes wrong.</summary>
internal static class NetworkBuilder
{
    /// <summary>The shape of a picture.</summary>
    public static readonly Shape Picture = [28, 28, 1];

    private const int MostLayers = 64;
    private const long MostParameters = 20_000_000;
    private const long MostValues = 4_000_000;

    /// <summary>Goes through the layers in order; after the first error nothing more is known.</summary>
    /// <exception cref="ArgumentException">There are too many layers.</exception>
    public static IReadOnlyList<CheckedLayer> Check(IReadOnlyList<LayerSpec> layers, int classes)
    {
        if (layers.Count > MostLayers)
            throw new ArgumentException($"A network of {layers.Count} layers is more than the {MostLayers} that this page takes.");
        var known = new List<CheckedLayer>();
        var shape = Picture;
        var names = new HashSet<string>();
        foreach (var spec in layers)
        {
            var next = known.Count > 0 && known[^1].Output is null ? Unreached(spec) : One(spec, shape, names);
            known.Add(next);
            shape = next.Output ?? shape;
        }
        if (known.Count > 0 && known[^1] is { Output: { } last, Error: null } end && EndError(layers[^1], last, classes) is { } error)
            known[^1] = end with { Error = error };
        return known;
    }

    /// <summary>The network of a list without errors.</summary>
    /// <exception cref="ArgumentException">A layer has an error; the message names it.</exception>
    public static Sequential Build(IReadOnlyList<LayerSpec> layers, int classes, long seed)
    {
        if (layers.Count == 0)
            throw new ArgumentException("The network has no layers. Add one, or choose a built-in network.");
        var known = Check(layers, classes);
        for (var i = 0; i < known.Count; i++)
        {
            if (known[i].Error is { } error)
                throw new ArgumentException($"Layer {i + 1} ({layers[i].Class}): {error}");
        }
        return new Sequential([new InputLayer(Picture), .. layers.Select(Make)], seed: seed);
    }

    private static CheckedLayer One(LayerSpec spec, Shape input, HashSet<string> names)
    {
        Layer? layer = null;
        try
        {
            layer = Make(spec);
            if (NameOf(spec) is { } name && !names.Add(name))
                throw new ArgumentException($"Another layer is called '{name}' too. Give each its own name.");
            var output = layer.ComputeOutputShape(input.Insert(0, Shape.Unknown))[0];
            var parameters = layer.Weights.Sum(weight => Size(weight.Variable.Shape));
            if (parameters > MostParameters)
                throw new ArgumentException($"It would have {parameters:N0} parameters; this page trains up to {MostParameters:N0}.");
            var sample = output.Without(0);
            if (Size(sample) > MostValues)
                throw new ArgumentException($"It would give {Size(sample):N0} numbers for each picture; this page takes {MostValues:N0}.");
            return new CheckedLayer(layer, sample, parameters, NetworkCost.Of(layer, input), null);
        }
        catch (Exception exception) when (exception is ArgumentException or ConfigException or InvalidOperationException
            or NotSupportedException or OverflowException or IndexOutOfRangeException)
        {
            return new CheckedLayer(layer, null, 0, 0, exception.Message);
        }
    }

    private static CheckedLayer Unreached(LayerSpec spec)
    {
        try
        {
            return new CheckedLayer(Make(spec), null, 0, 0, null);
        }
        catch (Exception exception) when (exception is ArgumentException or ConfigException or OverflowException)
        {
            return new CheckedLayer(null, null, 0, 0, exception.Message);
        }
    }

    private static Layer Make(LayerSpec spec)
    {
        if (spec.Class is null || !LayerCatalogue.Contains(spec.Class))
            throw new ArgumentException($"'{spec.Class}' is not a layer of this page.");
        var config = spec.Config.ValueKind switch
        {
            JsonValueKind.Object => ConfigJson.Parse(spec.Config.GetRawText()).AsObject(),
            JsonValueKind.Undefined or JsonValueKind.Null => new ConfigObject(),
            _ => throw new ArgumentException("The arguments of a layer are a JSON object."),
        };
        foreach (var key in config.Keys.Where(key => !LayerCatalogue.Takes(spec.Class, key)).ToArray())
            throw new ArgumentException($"'{key}' cannot be set on this page.");
        return (Layer)Registry.FromConfig(ClassKind.Layer, spec.Class, config);
    }

    private static string? EndError(LayerSpec last, Shape output, int classes)
    {
        if (output.Rank != 1 || output[0] != classes)
        {
            return $"The last layer must give {classes} numbers for a picture, one for each class; this one gives {output}. " +
                $"End with Dense, {classes} units, softmax.";
        }
        var activation = last.Config.ValueKind == JsonValueKind.Object && last.Config.TryGetProperty("activation", out var named)
            && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        return activation == "softmax" || last.Class == "Softmax" ? null
            : "The last layer must give probabilities. Set its activation to softmax.";
    }

    private static string? NameOf(LayerSpec spec) => spec.Config.ValueKind == JsonValueKind.Object
        && spec.Config.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;

    private static long Size(Shape shape) => shape.Aggregate(1L, (product, length) => checked(product * length));
}
