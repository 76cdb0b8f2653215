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
        var lengths = InputLengths(layer);
        if (kernel.Shape.Rank == 1 && kernel.Shape.Size == Connections(layer, lengths, wanted).Count())
        {
            return [new StoredWeight(kernel.Name, wanted, () => Sorted(layer, kernel.Values(), lengths, wanted)), .. stored.Skip(1)];
        }
        return kernel.Shape.Rank == (2 * layer.KernelSize.Count) + 2
            ? [new StoredWeight(kernel.Name, wanted, () => Connected(layer, kernel.Values(), lengths, wanted)), .. stored.Skip(1)] : stored;
    }

    private static int[] InputLengths(LocallyConnectedLayer layer) =>
        [.. layer.BuiltFor![0].Skip(layer.DataFormat == DataFormat.ChannelsLast ? 1 : 2).Take(layer.KernelSize.Count)];

    // The values of the pairs that are connected, sorted by output, then by input, both numbered as they lie in memory.
    private static Tensor Sorted(LocallyConnectedLayer layer, Tensor values, int[] lengths, Shape wanted)
    {
        var given = values.ToArray<float>();
        var kernel = new float[wanted.Size];
        foreach (var (number, (_, _, place)) in Connections(layer, lengths, wanted)
            .OrderBy(pair => pair.Output).ThenBy(pair => pair.Input).Index())
        {
            kernel[place] = given[number];
        }
        return Tensor.From(kernel, wanted);
    }

    private static Tensor Connected(LocallyConnectedLayer layer, Tensor values, int[] lengths, Shape wanted)
    {
        var pairs = values.ToArray<float>();
        var outputs = wanted[0] * wanted[2];
        var kernel = new float[wanted.Size];
        foreach (var (output, input, place) in Connections(layer, lengths, wanted))
        {
            kernel[place] = pairs[(input * outputs) + output];
        }
        return Tensor.From(kernel, wanted);
    }

    // Each output with each input it sees, and the place of their weight in the kernel of implementation 1.
    private static IEnumerable<(int Output, int Input, int Place)> Connections(LocallyConnectedLayer layer, int[] lengths, Shape wanted)
    {
        var channelsLast = layer.DataFormat == DataFormat.ChannelsLast;
        var taps = layer.KernelSize.Aggregate(1, (product, length) => product * length);
        var inputs = lengths.Aggregate(1, (product, length) => product * length);
        int[] outputs = [.. lengths.Select(layer.OutputLength)];
        var (positions, channels, filters) = (wanted[0], wanted[1] / taps, wanted[2]);
        for (var position = 0; position < positions; position++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                if (Input(layer, position, tap, lengths, outputs) is not { } input)
                    continue;
                for (var channel = 0; channel < channels; channel++)
                {
                    var row = channelsLast ? (tap * channels) + channel : (channel * taps) + tap;
                    for (var filter = 0; filter < filters; filter++)
                    {
                        yield return (channelsLast ? (position * filters) + filter : (filter * positions) + position,
                            channelsLast ? (input * channels) + channel : (channel * inputs) + input,
                            (((position * wanted[1]) + row) * filters) + filter);
                    }
                }
            }
        }
    }

    // The number of the input position that a tap of the window sees at an output position; null where it sees the padding.
    private static int? Input(LocallyConnectedLayer layer, int position, int tap, int[] inputs, int[] outputs)
    {
        var (input, factor) = (0, 1);
        for (var axis = inputs.Length - 1; axis >= 0; axis--)
        {
            var (at, offset) = (position % outputs[axis], tap % layer.KernelSize[axis]);
            (position, tap) = (position / outputs[axis], tap / layer.KernelSize[axis]);
            var place = (at * layer.Strides[axis]) + offset - (layer.Padding == Padding.Same ? layer.KernelSize[axis] / 2 : 0);
            if (place < 0 || place >= inputs[axis])
                return null;
            input += place * factor;
            factor *= inputs[axis];
        }
        return input;
    }
}
