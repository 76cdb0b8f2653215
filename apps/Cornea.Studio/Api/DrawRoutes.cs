using System.Text.Json.Nodes;
using Cornea.Studio.Http;
using Cornea.Studio.Models;
using Cornea.Studio.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cornea.Studio.Api;

/// <summary>A drawing goes in; the picture the network sees, its answer and what leaves each layer come out.</summary>
internal static class DrawRoutes
{
    private const int LargestSide = 512;
    private const int MostSamples = 60;
    private const int Pixels = DigitImage.Side * DigitImage.Side;

    public static void Map(WebApplication application, Workspace workspace)
    {
        application.MapPost("/api/models/{id}/draw", async context =>
        {
            var picture = await ReadPicture(context);
            var view = workspace.Models.Get(Routes.Id(context));
            await Reply.Json(context, Answer(view, picture, Reply.Number(context, "layers", 0, 0, 1) == 1));
        });
        application.MapPost("/api/models/{id}/attribution", async context =>
        {
            var picture = await ReadPicture(context) ?? throw new RequestException(400, "Nothing is drawn.");
            var view = workspace.Models.Get(Routes.Id(context));
            var index = Reply.Number(context, "class", -1, -1, Math.Max(0, view.Classes.Count - 1));
            await Reply.Json(context, PictureAttribution.Of(
                view, picture, context.Request.Query["method"].ToString(), index < 0 ? null : index));
        });
        application.MapGet("/api/models/{id}/layers/{layer}/weights", context =>
        {
            var view = workspace.Models.Get(Routes.Id(context));
            return Reply.Json(context, LayerViews.Weights(view, Layer(context, view)));
        });
        application.MapGet("/api/samples", context =>
        {
            var name = context.Request.Query["data"].ToString() is { Length: > 0 } given ? given : "mnist";
            if (!DataSets.Contains(name))
                throw RequestException.NotFound("data set of this name");
            var label = Reply.Number(context, "label", -1, -1, 9);
            var from = Reply.Number(context, "from", 0, 0, 10_000);
            return Reply.Json(context, Samples.Of(name, label, from, Reply.Number(context, "count", 20, 1, MostSamples)));
        });
    }

    public static int Layer(HttpContext context, ViewedModel view) =>
        int.TryParse((string?)context.Request.RouteValues["layer"], out var index) && index >= 0 && index < view.Layers.Count
            ? index : throw RequestException.NotFound("layer of this number");

    private static async Task<float[]?> ReadPicture(HttpContext context)
    {
        var width = Reply.Number(context, "width", DigitImage.Side, 1, LargestSide);
        var bytes = await Reply.ReadBytes(context, LargestSide * LargestSide);
        if (bytes.Length == 0 || bytes.Length % width != 0 || bytes.Length / width > LargestSide)
            throw new RequestException(400, "The drawing is a byte for each pixel, row by row; its width does not fit its size.");
        return Seen(bytes, width, context.Request.Query["kind"].ToString());
    }

    // A sample of the data set is what the network was trained on: it is taken as it is. A photo may be dark on light.
    private static float[]? Seen(byte[] bytes, int width, string kind)
    {
        if (kind != "sample" || bytes.Length != Pixels)
        {
            var drawing = Tensor.From(bytes).Reshape(bytes.Length / width, width);
            bytes = DigitImage.Normalize(drawing, kind == "photo" ? InkColor.Auto : InkColor.Light).ToArray<byte>();
        }
        return bytes.AsSpan().IndexOfAnyExcept((byte)0) < 0 ? null : Array.ConvertAll(bytes, value => value / 255f);
    }

    private static JsonObject Answer(ViewedModel view, float[]? picture, bool withLayers)
    {
        var answer = new JsonObject
        {
            ["version"] = view.Version,
            ["classes"] = Numbers.Of(view.Classes),
            ["chain"] = view.Model is Sequential,
        };
        if (picture is null)
            return answer;
        answer["picture"] = Numbers.Of(picture);
        answer["probabilities"] = Numbers.Of(view.Answer(picture));
        if (withLayers)
            answer["layers"] = LayerViews.Through(view, picture);
        return answer;
    }
}
