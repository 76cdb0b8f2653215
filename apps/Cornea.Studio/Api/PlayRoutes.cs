using System.Text.Json.Nodes;
using Cornea.Studio.Http;
using Cornea.Studio.Models;
using Cornea.Studio.Play;
using Microsoft.AspNetCore.Builder;

namespace Cornea.Studio.Api;

/// <summary>The playground: small networks that live for a while on the server. Old ones make room.</summary>
internal static class PlayRoutes
{
    private const int MostNetworks = 8;
    private const int MostEpochs = 50;

    public static void Map(WebApplication application)
    {
        var gate = new Lock();
        var networks = new List<(string Id, PlayNetwork Network)>();
        var made = 0;
        application.MapPost("/api/play", async context =>
        {
            var network = new PlayNetwork(await Reply.ReadJson(context, StudioJson.Default.PlayRequest));
            var frame = network.Step(0);
            lock (gate)
            {
                var id = $"play-{++made}";
                networks.Add((id, network));
                if (networks.Count > MostNetworks)
                    networks.RemoveAt(0);
                frame["id"] = id;
            }
            frame["points"] = network.Points();
            frame["classes"] = network.Classes();
            await Reply.Json(context, frame);
        });
        application.MapPost("/api/play/{id}/step", async context =>
        {
            var request = await Reply.ReadJson(context, StudioJson.Default.StepRequest);
            if (request.Epochs is < 1 or > MostEpochs)
                throw new RequestException(400, $"A step trains 1 to {MostEpochs} epochs.");
            PlayNetwork? network;
            lock (gate)
                network = networks.Find(one => one.Id == Routes.Id(context)).Network;
            await Reply.Json(context, (network ?? throw RequestException.NotFound("network of this name")).Step(request.Epochs));
        });
        application.MapGet("/api/play", context => Reply.Json(context, new JsonObject
        {
            ["sets"] = Numbers.Of(PlayPoints.Sets),
            ["features"] = Numbers.Of(PlayPoints.Features.Select(feature => feature.Name)),
        }));
    }
}
