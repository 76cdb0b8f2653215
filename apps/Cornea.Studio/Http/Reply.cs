using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Cornea.Studio.Http;

/// <summary>Reads bodies and writes answers, within limits.</summary>
internal static class Reply
{
    public static Task Error(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return Json(context, new JsonObject { ["error"] = message });
    }

    public static async Task Json(HttpContext context, JsonNode body)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
            body.WriteTo(writer);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    /// <summary>The body as JSON. Another content type is refused: a form of another site cannot send this one unasked.</summary>
    public static async Task<T> ReadJson<T>(HttpContext context, JsonTypeInfo<T> type) where T : class
    {
        if (!IsType(context, "application/json"))
            throw new RequestException(415, "A body of type application/json is expected.");
        return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
            ?? throw new RequestException(400, "A JSON object is expected.");
    }

    /// <summary>The body as bytes.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The most bytes taken; above it 413.</param>
    public static async Task<byte[]> ReadBytes(HttpContext context, int limit)
    {
        if (!IsType(context, "application/octet-stream"))
            throw new RequestException(415, "A body of type application/octet-stream is expected.");
        if (context.Request.ContentLength > limit)
            throw new RequestException(413, $"The file is larger than {limit >> 20} MiB.");
        using var buffer = new MemoryStream();
        var block = new byte[64 * 1024];
        while (await context.Request.Body.ReadAsync(block, context.RequestAborted) is > 0 and var count)
        {
            if (buffer.Length + count > limit)
                throw new RequestException(413, $"The file is larger than {limit >> 20} MiB.");
            buffer.Write(block, 0, count);
        }
        return buffer.ToArray();
    }

    /// <summary>A whole number of the query.</summary>
    public static int Number(HttpContext context, string name, int fallback, int minimum, int maximum)
    {
        var text = context.Request.Query[name].ToString();
        if (text.Length == 0)
            return fallback;
        return int.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture,
                out var value) && value >= minimum && value <= maximum
            ? value
            : throw new RequestException(400, $"{name} is a whole number from {minimum} to {maximum}.");
    }

    private static bool IsType(HttpContext context, string type) =>
        context.Request.ContentType is { } given && given.Split(';')[0].Trim().Equals(type, StringComparison.OrdinalIgnoreCase);
}
