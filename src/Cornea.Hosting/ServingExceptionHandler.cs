using System.Globalization;
using Cornea.Serving;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Cornea.Hosting;

/// <summary>
/// Turns what a model refuses into answers: 503 with Retry-After when too many requests wait, when one was too late, or when no model is
/// ready; 400 for a sample of another shape. It works where the service calls <c>app.UseExceptionHandler()</c>.
/// </summary>
internal sealed class ServingExceptionHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        (int Status, TimeSpan? RetryAfter)? answer = exception switch
        {
            QueueFullException full => (StatusCodes.Status503ServiceUnavailable, full.RetryAfter),
            ModelNotReadyException or DeadlineExceededException => (StatusCodes.Status503ServiceUnavailable, TimeSpan.Zero),
            ShapeException => (StatusCodes.Status400BadRequest, null),
            _ => null,
        };
        if (answer is not { } found)
            return false;
        httpContext.Response.StatusCode = found.Status;
        if (found.RetryAfter is { } wait)
        {
            // Whole seconds, as HTTP has it, and never at once.
            var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = found.Status, Detail = exception.Message },
        }).ConfigureAwait(false);
        return true;
    }
}
