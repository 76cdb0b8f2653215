using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Cornea.Callbacks;

/// <summary>Sends the metrics of each epoch to a server. Keras: <c>keras.callbacks.RemoteMonitor</c>.</summary>
/// <remarks>
/// One POST per epoch to root + path, of <c>{"epoch": 0, "accuracy": 0.9, "loss": 0.3}</c>: the epoch's number from 0, then its
/// metrics. It is the body itself, or the text of a field of a form. A metric that is not finite is <c>null</c>, since JSON has no
/// word for it. A server that cannot be reached within 10 seconds, or refuses, is a warning: training goes on.
/// Source: Keras, <c>callbacks/remote_monitor.py</c>.
/// </remarks>
public sealed class RemoteMonitor : Callback
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private readonly Uri _address;

    /// <summary>Makes the callback.</summary>
    /// <param name="root">The server.</param>
    /// <param name="path">What follows in the address.</param>
    /// <param name="field">The field of the form. Not used where the metrics are the body itself.</param>
    /// <param name="headers">More lines of the request, such as one with a token.</param>
    /// <param name="sendAsJson">Whether the metrics are the body, <c>application/json</c>, and not a field of a form.</param>
    /// <exception cref="ArgumentException">The address is not one of HTTP, or the path leads to another server.</exception>
    public RemoteMonitor(
        string root = "http://localhost:9000", string path = "/publish/epoch/end/", string field = "data",
        IReadOnlyDictionary<string, string>? headers = null, bool sendAsJson = false)
    {
        if (!Uri.TryCreate(root, UriKind.Absolute, out var server)
            || (server.Scheme != Uri.UriSchemeHttp && server.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException(
                $"RemoteMonitor expects a root that begins with http:// or https://, but received '{root}'. Write it in full.",
                nameof(root));
        }
        if (!Uri.TryCreate(root + path, UriKind.Absolute, out var address) || address.Authority != server.Authority
            || address.UserInfo != server.UserInfo)
        {
            throw new ArgumentException(
                $"RemoteMonitor expects a path on the server '{root}', but with the path '{path}' the address is another server's " +
                "or none. Begin the path with a slash.", nameof(path));
        }
        (Root, Path, Field, SendAsJson) = (root, path, field, sendAsJson);
        Headers = headers ?? new Dictionary<string, string>();
        _address = address;
    }

    /// <summary>The server.</summary>
    public string Root { get; }

    /// <summary>What follows in the address.</summary>
    public string Path { get; }

    /// <summary>The field of the form.</summary>
    public string Field { get; }

    /// <summary>More lines of the request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Whether the metrics are the body and not a field of a form.</summary>
    public bool SendAsJson { get; }

    /// <inheritdoc/>
    public override bool OnFirstProcessAlone => true;

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        var text = Json(epoch, logs);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address);
        if (SendAsJson)
        {
            request.Content = new ByteArrayContent(text);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        else
        {
            request.Content = new FormUrlEncodedContent([new(Field, Encoding.UTF8.GetString(text))]);
        }
        foreach (var (name, value) in Headers)
        {
            if (request.Headers.TryAddWithoutValidation(name, value))
                continue;
            request.Content.Headers.Remove(name);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }
        try
        {
            using var response = Http.Send(request, HttpCompletionOption.ResponseHeadersRead);
            if (!response.IsSuccessStatusCode)
            {
                Warn(epoch, $"the server answered {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)} " +
                    $"{response.ReasonPhrase}");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException)
        {
            Warn(epoch, exception.Message.TrimEnd('.'));
        }
    }

    private static byte[] Json(int epoch, Logs logs)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("epoch", epoch);
            foreach (var (name, value) in logs)
            {
                if (double.IsFinite(value))
                    writer.WriteNumber(name, value);
                else
                    writer.WriteNull(name);
            }
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private void Warn(int epoch, string problem) => Trainer.Warn(new TrainingWarning(TrainingWarningKind.Remote, string.Create(
        CultureInfo.InvariantCulture,
        $"RemoteMonitor could not send the metrics of epoch {epoch + 1} to {_address}: {problem}. Training goes on; " +
        $"start the server or remove the callback.")));
}
