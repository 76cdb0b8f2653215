using System.Text.Json.Nodes;
using Cornea.Studio.Http;
using Cornea.Studio.Models;
using Microsoft.AspNetCore.Builder;

namespace Cornea.Studio.Api;

/// <summary>Networks to look into: those of runs and those of files dropped on the page.</summary>
internal static class ModelRoutes
{
    private const int LargestFile = 256 << 20;
    private const int LongestName = 100;

    public static void Map(WebApplication application, Workspace workspace)
    {
        application.MapGet("/api/models", context => Reply.Json(context, new JsonArray(
        [
            .. workspace.Sessions.Where(session => session.View is not null || File.Exists(session.ModelPath)).Select(session =>
                Named(session.Id, session.Request.Name!, session.IsRunning ? "training" : "run")),
            .. workspace.Recorded.Where(run => File.Exists(run.ModelPath)).Select(run => Named(run.Id, run.Name, "run")),
            .. workspace.Models.Dropped.Select(model => Named(model.Id, model.Name, "file")),
        ])));
        application.MapPost("/api/models", async context =>
        {
            if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = LargestFile;
            var name = context.Request.Query["name"].ToString();
            var content = await Reply.ReadBytes(context, LargestFile);
            var model = workspace.Models.Drop(name.Length is > 0 and <= LongestName ? name : "model", content);
            await Reply.Json(context, NetworkGraph.Of(model));
        });
        application.MapGet("/api/models/{id}", context => Reply.Json(context, NetworkGraph.Of(workspace.Models.Get(Routes.Id(context)))));
        application.MapPost("/api/models/{id}/cost", context =>
            Reply.Json(context, NetworkCost.Measure(workspace.Models.Get(Routes.Id(context)))));
        application.MapGet("/api/models/{id}/difference/{other}", context => Reply.Json(context, ModelDifference.Of(
            workspace.Models.Get(Routes.Id(context)), workspace.Models.Get((string)context.Request.RouteValues["other"]!))));
        application.MapGet("/api/models/{id}/layers/{layer}", context =>
        {
            var view = workspace.Models.Get(Routes.Id(context));
            return Reply.Json(context, LayerDetail.Of(view, view.Layers[DrawRoutes.Layer(context, view)]));
        });
    }

    private static JsonNode Named(string id, string name, string kind) => new JsonObject { ["id"] = id, ["name"] = name, ["kind"] = kind };
}
