using System.Collections.Immutable;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Passes;

/// <summary>
/// Zeros put around images by an op of their own become the window's own padding, so that no padded copy is made: of a convolution, of
/// its gradients, and of the largest element among those that are not negative.
/// </summary>
internal static class PaddedWindow
{
    private const int MostSteps = 8;

    /// <summary>A convolution, its kernel gradient or a pooling whose images are padded, without the padding; null where there is
    /// none.</summary>
    /// <param name="op">The op.</param>
    /// <param name="inputs">Its inputs; the first are the images.</param>
    /// <param name="make">Makes a simplified node.</param>
    public static Tensor? Of(Op op, ImmutableArray<Tensor> inputs, Simplify.Maker make)
    {
        if (inputs.IsEmpty || Padded(inputs[0], MostSteps, make) is not var (pad, images, beside) || !IsZero(beside))
            return null;
        Op? plain = op switch
        {
            Convolution convolution => convolution with { Window = Widened(convolution.Window, pad) },
            ConvolutionKernelGradient gradient => gradient with { Window = Widened(gradient.Window, pad) },
            Pool { Kind: PoolKind.Maximum } pool when IsNeverNegative(images) && Widened(pool.Window, pad) is var window
                && EachSeesAnElement(window) => pool with { Window = window },
            _ => null,
        };
        return plain is null ? null : make(plain, [images, .. inputs[1..]]);
    }

    /// <summary>The gradient by what was padded: the part of a gradient by the padded images that is kept; null where it is something
    /// else.</summary>
    /// <param name="node">A node of the graph.</param>
    /// <param name="rewritten">The simplified nodes.</param>
    /// <param name="make">Makes a simplified node.</param>
    public static Tensor? Cropped(Tensor node, IReadOnlyDictionary<Tensor, Tensor> rewritten, Simplify.Maker make)
    {
        if (node.Op is not Slicing slice || slice.Steps.Any(step => step != 1) || node.Inputs[0] is not { Known: null } whole)
            return null;
        var low = slice.Starts;
        ImmutableArray<int> high = [.. whole.Shape.Select((length, i) => length - low[i] - node.Shape[i])];
        if (low[0] != 0 || high[0] != 0 || low[^1] != 0 || high[^1] != 0)
            return null;
        var pad = new Pad(low, high, [.. low.Select(_ => 0)], 0);
        switch (whole.Op)
        {
            case ConvolutionInputGradient gradient:
                return make(
                    new ConvolutionInputGradient(Widened(gradient.Window, pad), gradient.Groups, node.Shape),
                    rewritten[whole.Inputs[0]], rewritten[whole.Inputs[1]]);
            case PoolGradient { Kind: PoolKind.Maximum } gradient when whole.Inputs[0] is { Known: null, Op: Pad made } images
                && made.Equals(pad) && IsNeverNegative(images.Inputs[0]) && Widened(gradient.Window, pad) is var window
                && EachSeesAnElement(window):
                // An element of 0 takes the place of a zero beside the image; what made it not negative passes no gradient there.
                return make(gradient with { Window = window, Input = node.Shape }, rewritten[images.Inputs[0]], rewritten[whole.Inputs[1]]);
            default:
                return null;
        }
    }

    // Steps element by element that keep 0, such as rounding to int8, may as well be done before the padding. Gives the padding, what is
    // padded after these steps, and what they make of the padding's zero.
    private static (Pad Pad, Tensor Images, Tensor Beside)? Padded(Tensor node, int most, Simplify.Maker make)
    {
        if (node.Known is not null)
            return null;
        if (node.Op is Pad pad)
            return IsZeros(pad) ? (pad, node.Inputs[0], new Tensor(new HostMemory(new TensorType(Shape.Scalar, node.DType)))) : null;
        if (most == 0 || node.Op is not (Unary or Binary or Select or Cast))
            return null;
        var varying = node.Inputs.FirstOrDefault(input => ScalarValue.Of(input) is null);
        if (varying is null || node.Inputs.Any(input => !ReferenceEquals(input, varying) && ScalarValue.Of(input) is null)
            || Padded(varying, most - 1, make) is not var (outer, images, beside))
        {
            return null;
        }
        Tensor[] whole = [.. node.Inputs.Select(input => ReferenceEquals(input, varying) ? images
            : make(new Broadcast(images.Shape), ScalarValue.Of(input)!))];
        Tensor[] zero = [.. node.Inputs.Select(input => ReferenceEquals(input, varying) ? beside : ScalarValue.Of(input)!)];
        return (outer, make(node.Op, whole), make(node.Op, zero));
    }

    private static bool IsZero(Tensor beside) => ScalarValue.Of(beside) is { Known: { } value } && value[0] == 0
        && !double.IsNegative(value[0]);

    private static bool IsZeros(Pad pad) => pad.Value == 0 && pad.Interior.All(gap => gap == 0) && pad.Low.All(low => low >= 0)
        && pad.High.All(high => high >= 0) && pad.Low[0] + pad.High[0] + pad.Low[^1] + pad.High[^1] == 0;

    private static Window Widened(Window window, Pad pad) => new([.. window.Axes.Select((axis, i) =>
        axis with { Low = axis.Low + pad.Low[i + 1], High = axis.High + pad.High[i + 1] })]);

    private static bool IsNeverNegative(Tensor tensor) => tensor.Op is Binary { Kind: BinaryKind.Maximum }
        && tensor.Inputs.Any(input => ScalarValue.Of(input) is { } number && number.Known![0] >= 0);

    private static bool EachSeesAnElement(Window window) => window.Axes.All(axis => axis.Low < axis.Extent && axis.High < axis.Extent);
}
