using System.Text.Json;
using System.Text.Json.Nodes;
using Cornea.Studio.Models;
using Cornea.Studio.Training;

namespace Cornea.Studio.Api;

/// <summary>A run and its curves as the page reads them.</summary>
internal static class SessionView
{
    public static JsonObject Of(TrainingSession session)
    {
        var request = session.Request;
        var (epoch, step, steps) = session.Position;
        var best = session.Curves.Best;
        return new JsonObject
        {
            ["id"] = session.Id,
            ["version"] = session.Version,
            ["view"] = session.View?.Version,
            ["name"] = request.Name,
            ["state"] = session.State.ToString().ToLowerInvariant(),
            ["message"] = session.Message,
            ["started"] = session.Started.ToString("O"),
            ["seconds"] = Math.Round(session.Seconds, 2),
            ["parameters"] = session.Parameters,
            ["data"] = request.Data,
            ["limit"] = request.Limit,
            ["optimizer"] = request.Optimizer,
            ["rate"] = Numbers.Of(session.Rate),
            ["batch"] = request.Batch,
            ["epochs"] = request.Epochs,
            ["seed"] = request.Seed,
            ["epoch"] = epoch,
            ["step"] = step,
            ["steps"] = steps,
            ["speed"] = Math.Round(session.Speed),
            ["best"] = best is { } point ? Numbers.Of(point.ValAccuracy) : null,
            ["bestEpoch"] = best?.Epoch,
            ["hasModel"] = session.View is not null || File.Exists(session.ModelPath),
        };
    }

    public static JsonArray Layers(TrainingSession session) => new([.. (session.Request.Layers ?? []).Select(layer => new JsonObject
    {
        ["class"] = layer.Class,
        ["config"] = layer.Config.ValueKind == JsonValueKind.Object ? JsonNode.Parse(layer.Config.GetRawText()) : new JsonObject(),
    })]);

    public static JsonArray Points(IEnumerable<CurvePoint> points) => new([.. points.Select(point => new JsonArray(
        Math.Round(point.Epoch, 4), point.Step, Math.Round(point.Seconds, 2), Round(point.Loss), Round(point.Accuracy)))]);

    public static JsonArray Epochs(IEnumerable<EpochPoint> epochs) => new([.. epochs.Select(epoch => new JsonArray(
        epoch.Epoch, Math.Round(epoch.Seconds, 2), Round(epoch.Loss), Round(epoch.Accuracy), Round(epoch.ValLoss),
        Round(epoch.ValAccuracy), Numbers.Of(epoch.Rate)))]);

    private static JsonNode? Round(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 6)) : null;
}
