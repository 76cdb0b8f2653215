using System.Text.Json.Nodes;
using Cornea.Studio.Http;
using Cornea.Studio.Training;
using Microsoft.AspNetCore.Builder;

namespace Cornea.Studio.Api;

/// <summary>The runs of the folder: list, curves, removal.</summary>
internal static class RunRoutes
{
    public static void Map(WebApplication application, Workspace workspace)
    {
        application.MapGet("/api/runs", context => Reply.Json(
            context, new JsonArray(
            [
                .. workspace.Sessions.Select(SessionView.Of),
                .. workspace.Recorded.Select(run => run.Describe()).Where(run => run is not null),
            ])));
        application.MapGet("/api/runs/{id}", context =>
        {
            if (workspace.FindRecorded(Routes.Id(context)) is { } recorded)
                return Reply.Json(context, recorded.WithCurves());
            var session = workspace.Get(Routes.Id(context));
            var (_, points, epochs) = session.Curves.Since(-1, 0, 0);
            var view = SessionView.Of(session);
            view["layers"] = SessionView.Layers(session);
            view["points"] = SessionView.Points(points);
            view["epochPoints"] = SessionView.Epochs(epochs);
            return Reply.Json(context, view);
        });
        application.MapDelete("/api/runs/{id}", context =>
        {
            if (workspace.FindRecorded(Routes.Id(context)) is { } recorded)
                Remove(recorded, workspace);
            else
                workspace.Remove(workspace.Get(Routes.Id(context)));
            return Reply.Json(context, new JsonObject { ["removed"] = true });
        });
    }

    private static void Remove(RecordedRun run, Workspace workspace)
    {
        if (run.IsRunning)
            throw new RequestException(409, "Another program is training this run. Stop it there first.");
        run.Remove();
        workspace.Models.Forget(run.Id);
    }
}
