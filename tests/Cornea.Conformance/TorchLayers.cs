using System.Globalization;
using System.Text.RegularExpressions;
using Cornea.Torch;

namespace Cornea.Conformance;

/// <summary>
/// Modules of PyTorch, each by itself: from class and arguments to the layer that computes it, its weights from the state dict, and its
/// output in PyTorch's order.
/// </summary>
/// <param name="state">The state dict.</param>
internal sealed partial class TorchLayers(TorchStateDict state)
{
    /// <summary>The output of a module.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="type">Its class.</param>
    /// <param name="arguments">Its arguments, as PyTorch prints them.</param>
    /// <param name="x">What it is fed with, pictures with their channels first.</param>
    /// <exception cref="UnsupportedCaseException">There is no layer for the class.</exception>
    public Tensor Output(string path, string type, string arguments, Tensor x)
    {
        var spatial = x.Rank - 2;
        int[] Each(string name, int otherwise) => Numbers(arguments, name) is { } given
            ? given.Length == spatial ? given : [.. Enumerable.Repeat(given[0], spatial)] : [.. Enumerable.Repeat(otherwise, spatial)];
        var epsilon = Text(arguments, "eps") is { } text && text != "None" ? double.Parse(text, CultureInfo.InvariantCulture)
            : type == "RMSNorm" ? 1.1920929e-7 : 1e-5;
        var (bias, affine) = (Text(arguments, "bias") != "False", Text(arguments, "affine") != "False");
        switch (type)
        {
            case "Linear":
                return Apply(new Dense(state.ShapeOf(path + ".weight")[0], useBias: bias), path, x);
            case "Bilinear":
                // The second input is the first one backwards.
                return Tensor.Einsum("ni,oij,nj->no", x, state[path + ".weight"], x.Reverse(1)) + state[path + ".bias"];
            case "Embedding":
                var table = state.ShapeOf(path + ".weight");
                return Apply(new Embedding(table[0], table[1]), path, x);
            case "LayerNorm":
                var axes = state.ShapeOf(path + ".weight").Rank;
                return Apply(new LayerNormalization([.. Enumerable.Range(x.Rank - axes, axes)], epsilon), path, x);
            case "RMSNorm":
                return Apply(new RMSNormalization(epsilon: epsilon), path, x);
            case "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d":
                return Turned(new BatchNormalization(epsilon: epsilon, center: affine, scale: affine), path, x);
            case "InstanceNorm1d" or "InstanceNorm2d" or "InstanceNorm3d":
                return Turned(new GroupNormalization(x.Shape[1], epsilon: epsilon, center: affine, scale: affine), path, x);
            case "GroupNorm":
                return Turned(new GroupNormalization(First(arguments), epsilon: epsilon), path, x);
            case "PReLU":
                return Turned(new PReLU(sharedAxes: [.. Enumerable.Range(1, spatial)]), path, x);
            case "Conv1d" or "Conv2d" or "Conv3d":
                var padded = x.Pad([0, 0, .. Each("padding", 0)], [0, 0, .. Each("padding", 0)]);
                return Turned(Convolution(path, spatial, Each("stride", 1), Each("dilation", 1), First(arguments), bias,
                    Numbers(arguments, "groups")?[0] ?? 1), path, padded);
            case "ConvTranspose1d" or "ConvTranspose2d" or "ConvTranspose3d":
                return Transposed(path, x, Each("stride", 1), Each("padding", 0), Each("output_padding", 0),
                    Numbers(arguments, "groups")?[0] ?? 1, bias);
            default:
                throw new UnsupportedCaseException($"the module {type}");
        }
    }

    private Layer Convolution(string path, int spatial, int[] strides, int[] dilations, int channels, bool bias, int groups)
    {
        var weight = state.ShapeOf(path + ".weight");
        int[] window = [.. weight.Skip(2)];
        if (spatial == 2 && groups == channels && groups > 1)
            return new DepthwiseConv2D(window, strides, depthMultiplier: weight[0] / groups, dilationRate: dilations, useBias: bias);
        return spatial switch
        {
            1 => new Conv1D(weight[0], window, strides, dilationRate: dilations, groups: groups, useBias: bias),
            2 => new Conv2D(weight[0], window, strides, dilationRate: dilations, groups: groups, useBias: bias),
            _ => new Conv3D(weight[0], window, strides, dilationRate: dilations, groups: groups, useBias: bias),
        };
    }

    // PyTorch takes its padding away from what a full transposed convolution gives, and its groups are convolutions of their own.
    private Tensor Transposed(string path, Tensor x, int[] strides, int[] pads, int[] more, int groups, bool bias)
    {
        var weight = state[path + ".weight"];
        int[] window = [.. weight.Shape.Skip(2)];
        var (parts, kernels) = (x.Split(groups, axis: 1), weight.Split(groups, axis: 0));
        var outputs = parts.Zip(kernels, (part, kernel) =>
        {
            Layer layer = strides.Length switch
            {
                1 => new Conv1DTranspose(kernel.Shape[1], window, strides, useBias: false),
                2 => new Conv2DTranspose(kernel.Shape[1], window, strides, useBias: false),
                _ => new Conv3DTranspose(kernel.Shape[1], window, strides, useBias: false),
            };
            return Turned(layer, "group", part, new TorchStateDict(new Dictionary<string, Tensor> { ["group.weight"] = kernel }));
        }).ToArray();
        var y = Tensor.Concat(outputs, 1);
        for (var axis = 0; axis < strides.Length; axis++)
        {
            var length = (x.Shape[axis + 2] - 1) * strides[axis] - 2 * pads[axis] + window[axis] + more[axis];
            y = y.Narrow(axis + 2, pads[axis], length);
        }
        return bias ? y + state[path + ".bias"].Reshape(new Shape([-1, .. Enumerable.Repeat(1, strides.Length)])) : y;
    }

    private Tensor Apply(Layer layer, string path, Tensor x)
    {
        layer.Apply(x);
        state.Load(layer, path);
        return layer.Apply(x);
    }

    private Tensor Turned(Layer layer, string path, Tensor x) => Turned(layer, path, x, state);

    private static Tensor Turned(Layer layer, string path, Tensor x, TorchStateDict from)
    {
        var last = x.MoveAxis(1, -1);
        layer.Apply(last);
        // A normalization without weights of its own has none to read.
        if (layer.Weights.Count > 0)
            from.Load(layer, path);
        return ((Tensor)layer.Apply(last)).MoveAxis(-1, 1);
    }

    private static int First(string arguments) => int.Parse(arguments.Split(',')[0].Trim('(', ')'), CultureInfo.InvariantCulture);

    private static string? Text(string arguments, string name) =>
        Argument().Matches(arguments).FirstOrDefault(match => match.Groups[1].Value == name)?.Groups[2].Value;

    private static int[]? Numbers(string arguments, string name) => Text(arguments, name) is not { } text ? null
        : [.. text.Trim('(', ')').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(number => int.Parse(number, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"(\w+)=(\([^)]*\)|[^,]+)")]
    private static partial Regex Argument();
}
