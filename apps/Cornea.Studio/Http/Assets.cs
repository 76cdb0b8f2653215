using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Cornea.Studio.Http;

/// <summary>The files of the page. They are part of the assembly: a request can name one of them and nothing else.</summary>
internal static class Assets
{
    private const string Folder = "wwwroot/";

    private static readonly FrozenDictionary<string, (byte[] Content, string Type, string Tag)> Files = Read();

    /// <summary>The bytes of all files together.</summary>
    public static long Size => Files.Values.Sum(file => (long)file.Content.Length);

    public static IEnumerable<string> Names => Files.Keys;

    public static async Task Send(HttpContext context)
    {
        var name = context.Request.Path == "/" ? "index.html" : context.Request.Path.Value![1..];
        if (!Files.TryGetValue(name, out var file))
        {
            await Reply.Error(context, 404, "There is no such page.");
            return;
        }
        var response = context.Response;
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            response.StatusCode = 304;
            return;
        }
        response.ContentType = file.Type;
        response.ContentLength = file.Content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(file.Content, context.RequestAborted);
    }

    private static FrozenDictionary<string, (byte[], string, string)> Read()
    {
        var assembly = typeof(Assets).Assembly;
        var files = new Dictionary<string, (byte[], string, string)>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            files.Add(name[Folder.Length..], (content, TypeOf(name), $"\"{Convert.ToHexString(SHA256.HashData(content), 0, 8)}\""));
        }
        return files.ToFrozenDictionary();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
}
