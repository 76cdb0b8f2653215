using System.Collections.Frozen;

namespace Cornea.Layers;

/// <summary>What files of Keras 2 name by TensorFlow's functions and Keras 3 has no operation for.</summary>
internal static partial class OperationTable
{
    private static readonly FrozenDictionary<string, Func<OperationArguments, Tensors>> TensorFlow =
        new Dictionary<string, Func<OperationArguments, Tensors>>
        {
            ["AddN"] = at => at.Tensors(0).Aggregate((sum, term) => sum + term),
            ["BandPart"] = BandPart,
            ["BatchFlatten"] = at => at.X.Reshape(at.X.Shape[0], -1),
            ["ClipByNorm"] = ClipByNorm,
            ["Crelu"] = at => Tensor.Concat([at.X.Relu(), (-at.X).Relu()], at.Axis()),
            ["GrayscaleToRgb"] = at => Cornea.Ops.Repeat(at.X, [3], -1),
            ["LocalResponseNormalization"] = LocalResponseNormalization,
            ["OlderResize"] = OlderResize,
            ["PerImageStandardization"] = PerImageStandardization,
            ["RgbToGrayscale"] = at => ImageOps.RgbToGrayscale(at.X),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    // Diagonals from one below the main one to one above it; all on a side where its number is negative.
    private static Tensors BandPart(OperationArguments at)
    {
        var (below, above) = (at.Int32("num_lower"), at.Int32("num_upper"));
        var x = below < 0 ? at.X : Cornea.Ops.Triu(at.X, -below);
        return above < 0 ? x : Cornea.Ops.Tril(x, above);
    }

    private static Tensors ClipByNorm(OperationArguments at)
    {
        var limit = at.Required("clip_norm").AsDouble();
        var axes = at.WholeOrNull("axes") ?? [.. Enumerable.Range(0, at.X.Rank)];
        var norm = at.X.Square().Sum(axes, keepDims: true).Sqrt();
        return at.X * limit / Tensor.Maximum(norm, limit);
    }

    // x / (bias + alpha * sum of squares of the channels from -radius to radius) ^ beta.
    private static Tensors LocalResponseNormalization(OperationArguments at)
    {
        var radius = at.Int32("depth_radius", 5);
        var (bias, alpha, beta) = (at.Double("bias") ?? 1, at.Double("alpha") ?? 1, at.Double("beta") ?? 0.5);
        var (x, channels) = (at.X, at.X.Shape[^1]);
        var pairs = Enumerable.Range(0, x.Rank).Select(axis => axis == x.Rank - 1 ? (radius, radius) : (0, 0)).ToArray();
        var squares = Cornea.Ops.Pad(x.Square(), pairs);
        var sum = Enumerable.Range(0, (2 * radius) + 1).Select(first => squares.Narrow(x.Rank - 1, first, channels))
            .Aggregate((total, term) => total + term);
        return x / ((sum * alpha) + bias).Power(beta);
    }

    // Each picture by its mean and deviation, which is at least 1 / sqrt(n).
    private static Tensors PerImageStandardization(OperationArguments at)
    {
        int[] axes = [-3, -2, -1];
        var least = 1 / Math.Sqrt(axes.Aggregate(1.0, (product, axis) => product * at.X.Shape[axis + at.X.Rank]));
        var x = at.X.Cast(DType.Float32);
        return (x - x.Mean(axes, keepDims: true)) / Tensor.Maximum(x.StandardDeviation(axes, keepDims: true), least);
    }

    // TensorFlow 1 takes a pixel's corner for its place, not its center, or lays the corners of both pictures on each other.
    private static Tensors OlderResize(OperationArguments at)
    {
        var size = OperationArguments.Whole(at.Required("size", 1));
        var (isNearest, alignCorners) = (at.Given("interpolation")?.AsText() == "nearest", at.Boolean("align_corners"));
        var x = isNearest ? at.X : at.X.Cast(DType.Float32);
        for (var axis = 1; axis <= 2; axis++)
        {
            x = Resized(x, axis, size[axis - 1], isNearest, alignCorners);
        }
        return x;
    }

    private static Tensor Resized(Tensor x, int axis, int length, bool isNearest, bool alignCorners)
    {
        var last = x.Shape[axis] - 1;
        var scale = alignCorners && length > 1 ? (float)last / (length - 1) : (float)x.Shape[axis] / length;
        float[] places = [.. Enumerable.Range(0, length).Select(i => i * scale)];
        if (isNearest)
        {
            return x.Gather(Tensor.From(places.Select(place => Math.Min(
                last, (int)(alignCorners ? MathF.Round(place, MidpointRounding.AwayFromZero) : MathF.Floor(place)))).ToArray()), axis);
        }
        int[] before = [.. places.Select(place => Math.Min(last, (int)MathF.Floor(place)))];
        var shares = Tensor.From(places.Select((place, i) => place - before[i]).ToArray())
            .Reshape(new Shape([.. Enumerable.Range(0, x.Rank).Select(other => other == axis ? length : 1)]));
        var (low, high) = (x.Gather(Tensor.From(before), axis),
            x.Gather(Tensor.From(before.Select(place => Math.Min(last, place + 1)).ToArray()), axis));
        return low + ((high - low) * shares);
    }
}
