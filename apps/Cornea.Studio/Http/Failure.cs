using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Cornea.Studio.Http;

/// <summary>The status and the message of what went wrong while a request was answered.</summary>
internal static class Failure
{
    public static (int Status, string Message) Explain(Exception exception) => exception switch
    {
        RequestException failure => (failure.Status, failure.Message),
        BadHttpRequestException { StatusCode: 413 } => (413, "The request is larger than allowed."),
        BadHttpRequestException bad => (bad.StatusCode, bad.Message),
        JsonException => (400, "JSON of another form was expected."),
        MemoryLimitException or OutOfMemoryException => (400, $"It needs more memory than there is. {exception.Message}"),
        MalformedFileException or ConfigException or ArgumentException or InvalidOperationException or NotSupportedException
            or OverflowException or FormatException or InvalidDataException => (400, exception.Message),
        UnauthorizedAccessException or IOException => (409, $"The folder of runs cannot be used: {exception.GetType().Name}."),
        _ => (500, "Something went wrong inside the server."),
    };
}
