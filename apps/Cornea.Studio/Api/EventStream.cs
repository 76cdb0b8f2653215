using System.Text;
using System.Text.Json.Nodes;
using Cornea.Studio.Http;
using Cornea.Studio.Training;
using Microsoft.AspNetCore.Http;

namespace Cornea.Studio.Api;

/// <summary>
/// Server-sent events of the training. A stream keeps only how far it has read, so a slow reader costs nothing and misses nothing: each
/// event carries all that came since the one before.
/// </summary>
internal static class EventStream
{
    private const int Beats = 50; // intervals without news before a sign of life

    // Each time costs the training that is followed: as often as the page draws.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static async Task Serve(HttpContext context, Workspace workspace)
    {
        if (!workspace.Streams.TryEnter())
            throw new RequestException(503, "Too many pages follow the training. Close some tabs.");
        try
        {
            context.Response.ContentType = "text/event-stream";
            await Follow(context, workspace);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The page was closed.
        }
        finally
        {
            workspace.Streams.Leave();
        }
    }

    private static async Task Follow(HttpContext context, Workspace workspace)
    {
        TrainingSession? session = null;
        var (generation, points, epochs, version, position, quiet) = (-1, 0, 0, -1, -1L, 0);
        var isFirst = true;
        while (!context.RequestAborted.IsCancellationRequested)
        {
            if (isFirst || workspace.Current != session)
            {
                session = workspace.Current;
                (generation, points, epochs, version) = (-1, 0, 0, -1);
                if (session is null)
                    await Send(context, "run", new JsonObject { ["id"] = null });
                isFirst = false;
            }
            quiet++;
            if (session is not null)
            {
                var at = session.Position;
                var place = ((long)at.Epoch << 32) + at.Step;
                if (session.Version != version || place != position)
                {
                    (version, position, quiet) = (session.Version, place, 0);
                    await Send(context, "run", SessionView.Of(session));
                }
                var (now, newPoints, newEpochs) = session.Curves.Since(generation, points, epochs);
                if (now != generation || newPoints.Length > 0 || newEpochs.Length > 0)
                {
                    var isWhole = now != generation;
                    (generation, points, epochs, quiet) = (
                        now, newPoints.Length + (isWhole ? 0 : points), newEpochs.Length + (isWhole ? 0 : epochs), 0);
                    await Send(context, "curves", new JsonObject
                    {
                        ["id"] = session.Id,
                        ["whole"] = isWhole,
                        ["points"] = SessionView.Points(newPoints),
                        ["epochs"] = SessionView.Epochs(newEpochs),
                    });
                }
            }
            if (quiet >= Beats)
            {
                quiet = 0;
                await context.Response.WriteAsync(": here\n\n", context.RequestAborted);
            }
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Interval, context.RequestAborted);
        }
    }

    private static Task Send(HttpContext context, string name, JsonNode data) =>
        context.Response.WriteAsync($"event: {name}\ndata: {data.ToJsonString()}\n\n", Encoding.UTF8, context.RequestAborted);
}
