using System.Text.Json.Nodes;
using Cornea.Studio.Http;

namespace Cornea.Studio.Models;

/// <summary>Which pixels of a drawing count for what a network says of it, by the library's <see cref="Attribution"/>.</summary>
internal static class PictureAttribution
{
    private const int Side = 28;
    private const int CoverSide = 4; // of the square that occlusion covers, in pixels

    /// <summary>The map, as large as the picture.</summary>
    /// <param name="view">The network.</param>
    /// <param name="picture">28 x 28 pixels from 0 to 1.</param>
    /// <param name="method">grad-cam, saliency or occlusion.</param>
    /// <param name="index">The class; the one with the greatest score where null.</param>
    /// <exception cref="RequestException">The method is another, or needs a convolution that the network does not have.</exception>
    public static JsonObject Of(ViewedModel view, float[] picture, string method, int? index)
    {
        view.RequirePictures();
        var map = view.With(model =>
        {
            var input = Tensor.From(picture).Reshape(model.Inputs[0].Shape.With(0, 1));
            return method switch
            {
                "grad-cam" => GradCam(model, input, index),
                "saliency" => Attribution.Saliency(model, input, index),
                "occlusion" => Attribution.Occlusion(model, input, index, CoverSide),
                _ => throw new RequestException(400, "The method is grad-cam, saliency or occlusion."),
            };
        });
        return new JsonObject
        {
            ["method"] = map.Method,
            ["class"] = map.Class,
            ["name"] = view.Classes[map.Class],
            ["score"] = Numbers.Of(map.Score),
            ["width"] = map.Width,
            ["height"] = map.Height,
            ["values"] = Numbers.Base64(map.Resized(Side, Side)),
        };
    }

    private static AttributionMap GradCam(Model model, Tensor input, int? index)
    {
        try
        {
            return Attribution.GradCam(model, input, index);
        }
        catch (ArgumentException exception) when (exception is not ArgumentOutOfRangeException)
        {
            throw new RequestException(
                409, "Grad-CAM needs a convolution, and this network has none. Saliency and occlusion work for every network.");
        }
    }
}
