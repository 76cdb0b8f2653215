using Microsoft.AspNetCore.Http;

namespace Cornea.Studio.Http;

/// <summary>
/// What every request passes first. A page of another site can neither read nor change anything: the name it reached the server by
/// must be a loopback name, and requests that change something must come from this page.
/// </summary>
internal static class RequestGuard
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static async Task Check(HttpContext context, Func<Task> next)
    {
        var (request, response) = (context.Request, context.Response);
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (!IsLoopback(request.Host.Host))
        {
            await Reply.Error(context, 400, "This server answers to 127.0.0.1 and localhost only.");
            return;
        }
        if (!IsSameOrigin(request))
        {
            await Reply.Error(context, 403, "Requests from other sites are refused.");
            return;
        }
        try
        {
            await next();
            if (response is { HasStarted: false, StatusCode: 404 or 405 })
            {
                var message = response.StatusCode == 404 ? "There is no such page." : "Use another method.";
                await Reply.Error(context, response.StatusCode, message);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser went away; nobody reads an answer.
        }
        catch (Exception exception) when (!response.HasStarted)
        {
            var (status, message) = Failure.Explain(exception);
            await Reply.Error(context, status, message);
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host is "127.0.0.1" or "[::1]";

    private static bool IsSameOrigin(HttpRequest request)
    {
        if (request.Headers.Origin is { Count: > 0 } origin)
        {
            var own = $"{request.Scheme}://{request.Host.Value}";
            return origin.Count == 1 && string.Equals(origin[0], own, StringComparison.OrdinalIgnoreCase);
        }
        // Links from elsewhere may open the page itself; its data is for the page alone.
        return request.Headers["Sec-Fetch-Site"].ToString() is not ("cross-site" or "same-site") || request.Path == "/";
    }
}
