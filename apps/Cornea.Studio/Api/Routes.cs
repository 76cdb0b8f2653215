using Cornea.Studio.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cornea.Studio.Api;

/// <summary>All addresses of the server. Files of the page come from the assembly; everything else is under /api.</summary>
internal static class Routes
{
    public static void Map(WebApplication application, Workspace workspace)
    {
        CatalogueRoutes.Map(application);
        TrainRoutes.Map(application, workspace);
        RunRoutes.Map(application, workspace);
        DrawRoutes.Map(application, workspace);
        EvaluateRoutes.Map(application, workspace);
        ModelRoutes.Map(application, workspace);
        LabRoutes.Map(application);
        PlayRoutes.Map(application);
        CourseRoutes.Map(application);
        application.MapGet("/api/events", context => EventStream.Serve(context, workspace));
        RequestDelegate send = Assets.Send;
        application.MapMethods("/", ["GET", "HEAD"], send);
        application.MapMethods("/{folder}/{name}", ["GET", "HEAD"], send);
        application.MapMethods("/{name}", ["GET", "HEAD"], send);
    }

    public static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
