namespace Cornea.Freezing;

/// <summary>Convolution, pooling, and what moves numbers to other positions.</summary>
internal static partial class FrozenLayers
{
    private static string? Convolution(ConvolutionLayer layer, LayerWriting to)
    {
        if (layer.DataFormat == DataFormat.ChannelsFirst)
            return ChannelsFirst;
        var kernel = layer.Kernel!.ToTensor();
        var (height, width) = (layer.SpatialAxes == 1 ? 1 : kernel.Shape[0], kernel.Shape[^3]);
        // The columns of a group stand together.
        var grouped = kernel.Reshape(height * width, kernel.Shape[^2], layer.Groups, layer.Filters / layer.Groups).Transpose(2, 0, 1, 3);
        var y = to.Take();
        to.Code.Call("Convolution",
            [to.Input, to.Code.Weight(grouped), to.Code.Weight(layer.Bias, layer.Filters), y, .. Geometry(layer, to), layer.Groups]);
        return Activate(layer.Activation, to, y);
    }

    private static string? Depthwise(DepthwiseLayer layer, LayerWriting to)
    {
        if (layer.DataFormat == DataFormat.ChannelsFirst)
            return ChannelsFirst;
        var y = to.Take();
        to.Code.Call("DepthwiseConvolution",
            [to.Input, to.Code.Weight(Kernel(layer)), to.Code.Weight(layer.Bias, y.Shape[^1]), y, .. Geometry(layer, to)]);
        return Activate(layer.Activation, to, y);
    }

    private static string? Transposed(TransposedConvolutionLayer layer, LayerWriting to)
    {
        if (layer.DataFormat == DataFormat.ChannelsFirst)
            return ChannelsFirst;
        var (x, y, isRow) = (to.Input.Shape, to.Take(), layer.SpatialAxes == 1);
        int Of(IReadOnlyList<int> values, int axis) => !isRow ? values[axis] : axis == 0 ? 1 : values[0];
        int Length(Shape shape, int axis) => !isRow ? shape[axis] : axis == 0 ? 1 : shape[0];
        // How many elements of the windows are cut off before the first: the rule of Tensor.ConvolutionTranspose.
        int Cut(int axis)
        {
            if (layer.Padding == Padding.Valid || isRow && axis == 0)
                return 0;
            var extent = (Of(layer.KernelSize, axis) - 1) * Of(layer.DilationRate, axis) + 1;
            var total = layer.OutputPadding is { } more ? extent + extent % 2 - 2 + Of(more, axis) : Of(layer.Strides, axis) + extent - 2;
            return extent - 1 - Math.Min((total + 1) / 2, extent - 1);
        }
        var kernel = layer.Kernel!.ToTensor();
        var taps = kernel.Reshape(-1, layer.Filters, x[^1]).Transpose(0, 2, 1);
        to.Code.Call("TransposedConvolution", to.Input, to.Code.Weight(taps), to.Code.Weight(layer.Bias, layer.Filters), y, Length(x, 0),
            Length(x, 1), x[^1], Of(layer.KernelSize, 0), Of(layer.KernelSize, 1), Of(layer.Strides, 0), Of(layer.Strides, 1),
            Of(layer.DilationRate, 0), Of(layer.DilationRate, 1), Cut(0), Cut(1), Length(to.Shape, 0), Length(to.Shape, 1));
        return Activate(layer.Activation, to, y);
    }

    private static string? Separable(SeparableLayer layer, LayerWriting to)
    {
        if (layer.DataFormat == DataFormat.ChannelsFirst)
            return ChannelsFirst;
        var channels = to.Input.Shape[^1] * layer.DepthMultiplier;
        var y = to.Take();
        var between = to.Code.Take(y.Shape.With(-1, channels));
        between.Uses = 1;
        to.Code.Call("DepthwiseConvolution",
            [to.Input, to.Code.Weight(Kernel(layer)), to.Code.Weight(new float[channels]), between, .. Geometry(layer, to)]);
        to.Code.Call("Dense", between, to.Code.Weight(Weight(layer, "pointwise_kernel")), to.Code.Weight(layer.Bias, layer.Filters), y,
            channels);
        to.Code.Release(between);
        return Activate(layer.Activation, to, y);
    }

    private static Tensor Kernel(DepthwiseLayer layer) =>
        layer.OwnWeights.First(weight => weight.Name is "kernel" or "depthwise_kernel").Variable.ToTensor();

    // The input's and the kernel's sizes, strides, dilations, what lies before, and the output's sizes; one axis is a row.
    private static object[] Geometry(KernelLayer layer, LayerWriting to)
    {
        var (x, y) = (to.Input.Shape, to.Shape);
        var isRow = layer.SpatialAxes == 1;
        int Of(IReadOnlyList<int> values, int axis) => !isRow ? values[axis] : axis == 0 ? 1 : values[0];
        int Length(Shape shape, int axis) => !isRow ? shape[axis] : axis == 0 ? 1 : shape[0];
        int Before(int axis)
        {
            if (isRow && axis == 0)
                return 0;
            var window = (Of(layer.KernelSize, axis) - 1) * Of(layer.DilationRate, axis) + 1;
            return BeforeOf(layer.Padding, window, Of(layer.Strides, axis), Length(x, axis), Length(y, axis));
        }
        return
        [
            Length(x, 0), Length(x, 1), x[^1], Of(layer.KernelSize, 0), Of(layer.KernelSize, 1), Of(layer.Strides, 0), Of(layer.Strides, 1),
            Of(layer.DilationRate, 0), Of(layer.DilationRate, 1), Before(0), Before(1), Length(y, 0), Length(y, 1),
        ];
    }

    private static int BeforeOf(Padding padding, int window, int stride, int length, int outLength) => padding switch
    {
        Padding.Same => Math.Max(0, (outLength - 1) * stride + window - length) / 2,
        Padding.Causal => window - 1,
        _ => 0,
    };

    private static string? Pool(PoolingLayer layer, bool largest, LayerWriting to)
    {
        if (layer.DataFormat == DataFormat.ChannelsFirst)
            return ChannelsFirst;
        var (x, y) = (to.Input.Shape, to.Shape);
        var isRow = layer.SpatialAxes == 1;
        int Before(int axis) =>
            BeforeOf(layer.Padding, layer.PoolSize[axis], layer.Strides[axis], x[axis], y[axis]);
        object[] geometry = isRow
            ? [1, x[0], x[1], 1, layer.PoolSize[0], 1, layer.Strides[0], 0, Before(0), 1, y[0]]
            :
            [
                x[0], x[1], x[2], layer.PoolSize[0], layer.PoolSize[1], layer.Strides[0], layer.Strides[1], Before(0), Before(1),
                y[0], y[1],
            ];
        to.Code.Call("Pool", [to.Input, to.Take(), largest, .. geometry]);
        return null;
    }

    private static string? GlobalPool(GlobalPoolingLayer layer, LayerWriting to)
    {
        if (layer.DataFormat == DataFormat.ChannelsFirst)
            return ChannelsFirst;
        var channels = to.Input.Shape[^1];
        var positions = to.Input.Size / channels;
        var largest = layer is GlobalMaxPooling1D or GlobalMaxPooling2D or GlobalMaxPooling3D;
        to.Code.Call("Pool", to.Input, to.Take(), largest, 1, positions, channels, 1, positions, 1, 1, 0, 0, 1, 1);
        return null;
    }

    private static string? Pad(IReadOnlyList<(int Before, int After)> sides, DataFormat format, LayerWriting to)
    {
        if (format == DataFormat.ChannelsFirst)
            return ChannelsFirst;
        var (y, x) = (to.Take(), to.Input.Shape);
        // A sequence is a column of rows of one position.
        var (width, channels) = x.Rank == 2 ? (1, x[1]) : (x[1], x[2]);
        var outWidth = x.Rank == 2 ? 1 : to.Shape[1];
        to.Code.Call("Clear", y);
        to.Code.Call("CopyBlocks", to.Input, 0, width * channels, y, (sides[0].Before * outWidth + sides[1].Before) * channels,
            outWidth * channels, width * channels, x[0]);
        return null;
    }

    private static string? Crop(IReadOnlyList<(int Before, int After)> sides, DataFormat format, LayerWriting to)
    {
        if (format == DataFormat.ChannelsFirst)
            return ChannelsFirst;
        var (y, x) = (to.Take(), to.Input.Shape);
        var (width, channels) = x.Rank == 2 ? (1, x[1]) : (x[1], x[2]);
        var outWidth = x.Rank == 2 ? 1 : to.Shape[1];
        to.Code.Call("CopyBlocks", to.Input, (sides[0].Before * width + sides[1].Before) * channels, width * channels, y, 0,
            outWidth * channels, outWidth * channels, to.Shape[0]);
        return null;
    }

    private static string? Upsample(int timesY, int timesX, DataFormat format, LayerWriting to)
    {
        if (format == DataFormat.ChannelsFirst)
            return ChannelsFirst;
        var x = to.Input.Shape;
        to.Code.Call("Upsample", to.Input, to.Take(), x.Rank == 2 ? 1 : x[1], x[^1], timesY, timesX);
        return null;
    }

    private static string? Permute(Permute layer, LayerWriting to)
    {
        var strides = to.Input.Shape.Strides();
        to.Code.Call("Permute", to.Input, to.Take(), List(to.Shape), List(layer.Dims.Select(axis => strides[axis - 1])));
        return null;

        static string List(IEnumerable<int> numbers) => $"[{string.Join(", ", numbers)}]";
    }

    private static string? Repeat(RepeatVector layer, LayerWriting to)
    {
        to.Code.Call("CopyBlocks", to.Input, 0, 0, to.Take(), 0, to.Input.Size, to.Input.Size, layer.N);
        return null;
    }

    private static string? Concatenate(Concatenate layer, LayerWriting to)
    {
        var axis = layer.Axis < 0 ? to.Shape.Rank + layer.Axis : layer.Axis - 1;
        if (axis < 0)
            return "it joins samples";
        var y = to.Take();
        var inner = y.Shape[(axis + 1)..].Size;
        var outer = y.Shape[..axis].Size;
        var (stride, start) = (y.Shape[axis] * inner, 0);
        foreach (var input in to.Inputs)
        {
            var block = input.Shape[axis] * inner;
            to.Code.Call("CopyBlocks", input, 0, block, y, start, stride, block, outer);
            start += block;
        }
        return null;
    }
}
