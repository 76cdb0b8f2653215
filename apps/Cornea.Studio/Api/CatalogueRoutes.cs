using System.Text.Json.Nodes;
using Cornea.Diagnostics;
using Cornea.Studio.Http;
using Cornea.Studio.Training;
using Microsoft.AspNetCore.Builder;

namespace Cornea.Studio.Api;

/// <summary>What the page can choose from: data sets, layers, built-in networks, optimizers.</summary>
internal static class CatalogueRoutes
{
    public static void Map(WebApplication application) => application.MapGet("/api/catalogue", context => Reply.Json(context, new JsonObject
    {
        ["version"] = LibraryVersion.Text,
        ["threads"] = CompileOptions.Default.Threads,
        ["data"] = DataSets.ToJson(),
        ["layers"] = LayerCatalogue.ToJson(),
        ["presets"] = Presets.ToJson(),
        ["optimizers"] = new JsonArray([.. SessionSettings.Optimizers.Select(
            one => new JsonObject { ["name"] = one.Name, ["rate"] = one.Rate })]),
    }));
}
