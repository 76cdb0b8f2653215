using System.Text.Json.Nodes;
using Cornea.Studio.Http;
using Cornea.Studio.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cornea.Studio.Api;

/// <summary>Starting a training and holding its reins.</summary>
internal static class TrainRoutes
{
    private const int Classes = 10;

    public static void Map(WebApplication application, Workspace workspace)
    {
        application.MapPost("/api/check", async context =>
        {
            var request = await Reply.ReadJson(context, StudioJson.Default.CheckRequest);
            var layers = NetworkBuilder.Check(request.Layers ?? [], Classes);
            await Reply.Json(context, new JsonObject
            {
                ["layers"] = new JsonArray([.. layers.Select(layer => layer.ToJson())]),
                ["parameters"] = layers.Sum(layer => layer.Parameters),
                ["macs"] = layers.Sum(layer => layer.Macs),
                ["fits"] = layers.Count > 0 && layers.All(layer => layer.Error is null),
            });
        });
        application.MapPost("/api/train", async context =>
        {
            var request = await Reply.ReadJson(context, StudioJson.Default.TrainRequest);
            await Answer(context, workspace.Train(request));
        });
        Command(application, workspace, "pause", session => session.Pause());
        Command(application, workspace, "resume", workspace.Continue);
        Command(application, workspace, "stop", session => session.Stop());
        application.MapPost("/api/runs/{id}/rate", async context =>
        {
            var request = await Reply.ReadJson(context, StudioJson.Default.RateRequest);
            var session = workspace.Get(Routes.Id(context));
            session.SetRate(request.Rate);
            await Answer(context, session);
        });
    }

    private static void Command(WebApplication application, Workspace workspace, string name, Action<TrainingSession> action) =>
        application.MapPost($"/api/runs/{{id}}/{name}", context =>
        {
            var session = workspace.Get(Routes.Id(context));
            try
            {
                action(session);
            }
            catch (InvalidOperationException exception)
            {
                throw new RequestException(409, exception.Message);
            }
            return Answer(context, session);
        });

    private static Task Answer(HttpContext context, TrainingSession session) => Reply.Json(context, SessionView.Of(session));
}
