namespace Cornea.Studio.Http;

/// <summary>A request that cannot be met, with the status and the message that go back.</summary>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static RequestException NotFound(string what) => new(404, $"There is no {what}. It may have been removed: reload the page.");
}
