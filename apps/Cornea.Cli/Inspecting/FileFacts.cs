using System.Globalization;
using System.Text.Json;
using Cornea.Cli.Output;

namespace Cornea.Cli.Inspecting;

/// <summary>What a file holds, as text and as JSON.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">Its form in words.</param>
/// <param name="Length">Its length in bytes.</param>
internal sealed record FileFacts(string Path, string Format, long Length)
{
    /// <summary>More about it: a name and a value each.</summary>
    public IReadOnlyList<(string Name, string? Value)> More { get; init; } = [];

    /// <summary>The layers of its network, with those of models inside.</summary>
    public IReadOnlyList<StoredLayerDescription> Layers { get; init; } = [];

    /// <summary>Its arrays.</summary>
    public IReadOnlyList<StoredWeightDescription> Arrays { get; init; } = [];

    /// <summary>Why it cannot be loaded.</summary>
    public IReadOnlyList<string> Obstacles { get; init; } = [];

    /// <summary>Writes all of it.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="arrays">Whether the arrays are listed.</param>
    /// <param name="values">What their values are, by path; empty where they were not read.</param>
    public void Write(CommandOutput output, bool arrays, IReadOnlyDictionary<string, ValueFacts> values)
    {
        output.Result.WriteLine(Path);
        Facts.Write(output, [("format", Format), ("size", Sizes.Bytes(Length)), .. More,
            .. Obstacles.Select(obstacle => ("obstacle", (string?)obstacle))]);
        if (Layers.Count > 0)
        {
            var table = new TextTable("Layer", "Class");
            foreach (var layer in Layers)
                table.Add(new string('\u00a0', 2 * layer.Depth) + layer.Name, layer.ClassName);
            output.Result.Write("\n" + table.ToText(output.Terminal));
        }
        if (values.Count > 0)
            WriteValues(output, values);
        else if (arrays && Arrays.Count > 0)
            WriteArrays(output);
    }

    /// <summary>Writes all of it as JSON.</summary>
    public void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, ValueFacts> values)
    {
        json.WriteString("path", Path);
        json.WriteString("format", Format);
        json.WriteNumber("bytes", Length);
        foreach (var (name, value) in More)
            json.WriteString(name.Replace(' ', '_'), value);
        json.WriteStartArray("layers");
        foreach (var layer in Layers)
        {
            json.WriteStartObject();
            json.WriteString("name", layer.Name);
            json.WriteString("class", layer.ClassName);
            json.WriteNumber("depth", layer.Depth);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("arrays");
        foreach (var array in Arrays)
        {
            json.WriteStartObject();
            json.WriteString("path", array.Path);
            json.WriteStartArray("shape");
            foreach (var length in array.Shape)
                json.WriteNumberValue(length);
            json.WriteEndArray();
            json.WriteString("type", array.Type);
            if (values.TryGetValue(array.Path, out var found))
                found.Write(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("obstacles");
        foreach (var obstacle in Obstacles)
            json.WriteStringValue(obstacle);
        json.WriteEndArray();
    }

    private void WriteArrays(CommandOutput output)
    {
        var table = new TextTable("Array", "Shape", "Type", ">Values");
        foreach (var array in Arrays)
            table.Add(array.Path, Sizes.Shape(array.Shape), array.Type, Sizes.Count(array.Count));
        output.Result.Write("\n" + table.ToText(output.Terminal));
    }

    private void WriteValues(CommandOutput output, IReadOnlyDictionary<string, ValueFacts> values)
    {
        var table = new TextTable("Array", "Shape", ">Least", ">Mean", ">Greatest", ">Zeros", ">NaN");
        foreach (var array in Arrays)
        {
            if (!values.TryGetValue(array.Path, out var found))
                continue;
            table.Add(array.Path, Sizes.Shape(array.Shape), Number(found.Least), Number(found.Mean), Number(found.Greatest),
                Sizes.Count(found.Zeros), Sizes.Count(found.NotFinite));
        }
        output.Result.Write("\n" + table.ToText(output.Terminal));
    }

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
