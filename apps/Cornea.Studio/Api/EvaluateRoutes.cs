using Cornea.Studio.Http;
using Cornea.Studio.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cornea.Studio.Api;

/// <summary>How a network does on the pictures for tests: the matrix, each class, the worst mistakes, the calibration.</summary>
internal static class EvaluateRoutes
{
    private const int MostPictures = 60;

    public static void Map(WebApplication application, Workspace workspace)
    {
        application.MapGet("/api/models/{id}/evaluation", context =>
            Reply.Json(context, Evaluated(context, workspace, TestResult.Of).ToJson()));
        application.MapGet("/api/models/{id}/evaluation/cell", context =>
        {
            var evaluated = Evaluated(context, workspace, TestResult.Told);
            var most = evaluated.Classes.Count - 1;
            return Reply.Json(context, evaluated.Cell(
                Reply.Number(context, "actual", 0, 0, most), Reply.Number(context, "predicted", 0, 0, most), MostPictures));
        });
    }

    private static TestResult Evaluated(HttpContext context, Workspace workspace, Func<ViewedModel, string, TestResult> result)
    {
        var view = workspace.Models.Get(Routes.Id(context));
        if (!view.ReadsPictures)
            throw new RequestException(409, "This network does not read pictures of 28 x 28 pixels.");
        var data = workspace.Find(view.Id)?.Request.Data ?? "mnist";
        return result(view, data);
    }
}
