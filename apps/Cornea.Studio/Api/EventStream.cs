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
    private const int Beats = 40; // intervals without news before a sign of life

    // Each time costs the training that is followed, since the page draws what comes: as seldom as it may be behind.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(240);

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
        var news = new StringBuilder(); // all of one time goes out at once, so that the page draws it at once
        while (!context.RequestAborted.IsCancellationRequested)
        {
            if (isFirst || workspace.Current != session)
            {
                session = workspace.Current;
                (generation, points, epochs, version) = (-1, 0, 0, -1);
                if (session is null)
                    Add(news, "run", new JsonObject { ["id"] = null });
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
                    Add(news, "run", SessionView.Of(session));
                }
                var (now, newPoints, newEpochs) = session.Curves.Since(generation, points, epochs);
                if (now != generation || newPoints.Length > 0 || newEpochs.Length > 0)
                {
                    var isWhole = now != generation;
                    (generation, points, epochs, quiet) = (
                        now, newPoints.Length + (isWhole ? 0 : points), newEpochs.Length + (isWhole ? 0 : epochs), 0);
                    Add(news, "curves", new JsonObject
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
                news.Append(": here\n\n");
            }
            if (news.Length > 0 || !context.Response.HasStarted)
            {
                await context.Response.WriteAsync(news.ToString(), Encoding.UTF8, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                news.Clear();
            }
            await Task.Delay(Interval, context.RequestAborted);
        }
    }

    private static void Add(StringBuilder news, string name, JsonNode data) =>
        news.Append("event: ").Append(name).Append("\ndata: ").Append(data.ToJsonString()).Append("\n\n");
}
