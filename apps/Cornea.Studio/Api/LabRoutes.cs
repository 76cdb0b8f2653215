using System.Text.Json.Nodes;
using Cornea.Studio.Http;
using Cornea.Studio.Models;
using Microsoft.AspNetCore.Builder;

namespace Cornea.Studio.Api;

/// <summary>The convolution lab: a window moves over a picture, and the library does the sums.</summary>
internal static class LabRoutes
{
    private const int LargestSide = 64;
    private const int LargestWindow = 11;

    public static void Map(WebApplication application) => application.MapPost("/api/lab", async context =>
    {
        var request = await Reply.ReadJson(context, StudioJson.Default.LabRequest);
        var output = Compute(request);
        await Reply.Json(context, new JsonObject
        {
            ["height"] = output.Shape[1],
            ["width"] = output.Shape[2],
            ["values"] = Numbers.Of(output.ToArray()),
        });
    });

    private static Tensor Compute(LabRequest request)
    {
        var (pixels, size) = (request.Pixels ?? [], request.Size);
        if (request.Width is < 1 or > LargestSide || pixels.Length == 0 || pixels.Length % request.Width != 0
            || pixels.Length / request.Width > LargestSide)
        {
            throw new RequestException(400, $"The picture has up to {LargestSide} x {LargestSide} pixels.");
        }
        if (size is < 1 or > LargestWindow || request.Stride is < 1 or > LargestWindow || request.Dilation is < 1 or > LargestWindow)
            throw new RequestException(400, $"Window, stride and dilation are from 1 to {LargestWindow}.");
        if (request is { Stride: > 1, Dilation: > 1 })
            throw new RequestException(400, "Either the stride or the dilation may be above 1, not both.");
        var picture = Tensor.From(pixels).Reshape(1, pixels.Length / request.Width, request.Width, 1);
        var padding = request.Same ? Padding.Same : Padding.Valid;
        var output = request.Mode switch
        {
            "maximum" => picture.MaxPool([size, size], [request.Stride, request.Stride], padding),
            "average" => picture.AveragePool([size, size], [request.Stride, request.Stride], padding),
            "convolution" => Convolve(request, picture, padding),
            _ => throw new RequestException(400, "The mode is convolution, maximum or average."),
        };
        return output.Compute();
    }

    private static Tensor Convolve(LabRequest request, Tensor picture, Padding padding)
    {
        if (request.Kernel?.Length != request.Size * request.Size)
            throw new RequestException(400, $"A kernel of {request.Size} x {request.Size} has {request.Size * request.Size} numbers.");
        var layer = new Conv2D(
            1, request.Size, request.Stride, padding, dilationRate: request.Dilation, inputShape: picture.Shape.Without(0));
        layer.BuildFor([picture.Shape]);
        layer.SetWeights([Tensor.From(request.Kernel).Reshape(request.Size, request.Size, 1, 1), Tensor.From([request.Bias])]);
        return ((Tensor)layer.Apply(picture));
    }
}
