namespace Cornea.Saving;

/// <summary>
/// The kernels of locally connected layers as Keras 2 stores them by the layer's <c>implementation</c>: 1 has (output positions, window,
/// filters), as here; 2 one array over all pairs of inputs and outputs, which is used where they are connected; 3 the values of the
/// connected pairs alone, sorted by output and input.
/// </summary>
internal static class LocallyConnectedWeights
{
    /// <summary>The arrays of a layer with its kernel in the form of implementation 1.</summary>
    public static IReadOnlyList<StoredWeight> Converted(LocallyConnectedLayer layer, IReadOnlyList<StoredWeight> stored)
    {
        if (stored.Count == 0 || layer.Kernel?.Shape is not { } wanted)
        {
            return stored;
        }
        var kernel = stored[0];
        if (kernel.Shape.Rank == 1 && kernel.Shape.Size == wanted.Size)
        {
            return [new StoredWeight(kernel.Name, wanted, () => Sorted(layer, kernel.Values(), wanted)), .. stored.Skip(1)];
        }
        return kernel.Shape.Rank == (2 * layer.KernelSize.Count) + 2
            ? [new StoredWeight(kernel.Name, wanted, () => Connected(layer, kernel.Values(), wanted)), .. stored.Skip(1)] : stored;
    }

    // Outputs are numbered as they lie in memory, positions before filters or behind them, and so are the inputs of each.
    private static Tensor Sorted(LocallyConnectedLayer layer, Tensor values, Shape wanted) => layer.DataFormat == DataFormat.ChannelsLast
        ? values.Reshape(wanted[0], wanted[2], wanted[1]).Transpose(0, 2, 1)
        : values.Reshape(wanted[2], wanted[0], wanted[1]).Transpose(1, 2, 0);

    private static Tensor Connected(LocallyConnectedLayer layer, Tensor values, Shape wanted)
    {
        var axes = layer.KernelSize.Count;
        var channelsLast = layer.DataFormat == DataFormat.ChannelsLast;
        // (inputs..., channels, outputs..., filters) for both data formats.
        var all = channelsLast ? values : values.MoveAxis(0, axes).MoveAxis(axes + 1, -1);
        int[] inputs = [.. all.Shape.Take(axes)], outputs = [.. all.Shape.Skip(axes + 1).Take(axes)];
        var (channels, filters) = (all.Shape[axes], wanted[2]);
        int positions = wanted[0], taps = layer.KernelSize.Aggregate(1, (product, length) => product * length);
        var pairs = all.ToArray<float>();
        var kernel = new float[wanted.Size];
        for (var position = 0; position < positions; position++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                var input = Input(layer, position, tap, inputs, outputs);
                for (var channel = 0; channel < channels; channel++)
                {
                    var place = channelsLast ? (tap * channels) + channel : (channel * taps) + tap;
                    pairs.AsSpan((((input * channels) + channel) * positions * filters) + (position * filters), filters)
                        .CopyTo(kernel.AsSpan(((position * wanted[1]) + place) * filters));
                }
            }
        }
        return Tensor.From(kernel, wanted);
    }

    // The number of the input position that a tap of the window sees at an output position.
    private static int Input(LocallyConnectedLayer layer, int position, int tap, int[] inputs, int[] outputs)
    {
        var (input, factor) = (0, 1);
        for (var axis = inputs.Length - 1; axis >= 0; axis--)
        {
            var (at, offset) = (position % outputs[axis], tap % layer.KernelSize[axis]);
            (position, tap) = (position / outputs[axis], tap / layer.KernelSize[axis]);
            input += ((at * layer.Strides[axis]) + offset) * factor;
            factor *= inputs[axis];
        }
        return input;
    }
}
