using System.Globalization;

namespace Cornea.Inspection;

/// <summary>What layers make of a picture, and what they look for.</summary>
public static class FeatureMaps
{
    private const int MostPictures = 64;

    /// <summary>The output of a layer for some inputs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="layer">The name of the layer, also of one in a nested model.</param>
    /// <param name="batchSize">Samples of a step.</param>
    /// <returns>float32, the first axis the samples.</returns>
    /// <exception cref="KeyNotFoundException">There is no layer of that name.</exception>
    public static Tensor OutputOf(Model model, Tensor x, string layer, int batchSize = 128)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        var parts = new List<Tensor>();
        CompiledFunction? function = null;
        for (var first = 0; first < x.Shape[0]; first += batchSize)
        {
            var batch = x[first..Math.Min(first + batchSize, x.Shape[0])].Compute();
            if (function is null || function.Inputs[0].Shape[0] != batch.Shape[0])
            {
                var trace = ModelTrace.Of(model, batch);
                function = new CompiledFunction(trace.Inputs, [trace.CallOf(layer).Outputs[0].ToFloat32()]);
            }
            parts.Add(function.Call(batch)[0]);
        }
        return parts.Count == 1 ? parts[0] : Tensor.Concat(parts).Compute();
    }

    /// <summary>The feature maps that a layer makes of a picture: a picture per channel, dark where it is least, light where it is
    /// greatest.</summary>
    /// <param name="model">The model.</param>
    /// <param name="picture">One sample, with or without the batch axis.</param>
    /// <param name="layer">The name of the layer. Its output is (batch, height, width, channels), or (batch, units), which
    /// is shown as one row.</param>
    /// <exception cref="KeyNotFoundException">There is no layer of that name.</exception>
    public static ImageGrid Of(Model model, Tensor picture, string layer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(picture);
        var isSample = model.Inputs.Count == 1 && picture.Rank == model.Inputs[0].Rank - 1;
        var output = OutputOf(model, isSample ? picture.ExpandDims(0) : picture[..1], layer);
        var values = output.ToArray();
        var shape = output.Shape;
        if (shape.Rank != 4)
            return new ImageGrid(layer, [ColorRamp.Picture(values, values.Length, 1) with { Caption = shape[1..].ToString() }]);
        int height = shape[1], width = shape[2], channels = shape[3];
        return new ImageGrid($"{layer} {shape[1..]}", [.. Enumerable.Range(0, Math.Min(channels, MostPictures)).Select(channel =>
            ColorRamp.Picture(Every(values, channel, channels), width, height) with { Caption = Number(channel) })]);
    }

    /// <summary>The kernels of a two-dimensional convolution: a picture per filter and channel. White is zero, orange
    /// positive, blue negative, in one scale.</summary>
    /// <param name="layer">The layer.</param>
    /// <exception cref="ArgumentException">It has no kernel of that kind, or none yet.</exception>
    public static ImageGrid Kernels(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer.Weights.FirstOrDefault(weight => weight.Variable.Shape.Rank == 4) is not { } kernel)
        {
            throw new ArgumentException(
                $"Kernels expects a two-dimensional convolution, but {layer} has no kernel of shape (height, width, channels, filters). " +
                "Choose another layer, or give the model an input shape.", nameof(layer));
        }
        var shape = kernel.Variable.Shape;
        var values = kernel.Variable.ToTensor().ToFloat32().ToArray();
        int height = shape[0], width = shape[1], channels = shape[2], filters = shape[3];
        double limit = values.Max(Math.Abs);
        var pictures = new List<PixelPicture>();
        for (var filter = 0; filter < filters && pictures.Count < MostPictures; filter++)
        {
            for (var channel = 0; channel < channels && pictures.Count < MostPictures; channel++)
            {
                var taps = Every(values, channel * filters + filter, channels * filters);
                pictures.Add(ColorRamp.SignedPicture(taps, width, height, limit) with
                {
                    Caption = channels == 1 ? Number(filter) : $"{Number(filter)}/{Number(channel)}",
                });
            }
        }
        return new ImageGrid($"Kernels of {layer.Name} {shape}", pictures);
    }

    private static float[] Every(float[] values, int first, int step) =>
        [.. Enumerable.Range(0, values.Length / step).Select(i => values[i * step + first])];

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
