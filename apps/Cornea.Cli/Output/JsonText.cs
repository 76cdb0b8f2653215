using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cornea.Cli.Output;

/// <summary>JSON as the tool writes it. What is not a finite number becomes null, since JSON has no word for it.</summary>
internal static class JsonText
{
    /// <summary>One object on one line, with its line feed.</summary>
    public static byte[] Line(Action<Utf8JsonWriter> write) => Object(write, indented: false);

    // The relaxed encoder leaves readable what only a page of HTML would have to escape.
    public static byte[] Object(Action<Utf8JsonWriter> write, bool indented)
    {
        using var stream = new MemoryStream();
        using (var json =
            new Utf8JsonWriter(stream,
            new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    public static void Number(this Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        json.Number(value);
    }

    public static void Number(this Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }
}
