using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>Brings the arrays of layers that older versions of Keras stored otherwise into the form of today.</summary>
/// <param name="rules">What the writer of the file decides.</param>
internal sealed class OlderWeights(LegacyRules rules)
{
    /// <summary>The arrays of a layer in the order and form of today.</summary>
    public IReadOnlyList<StoredWeight> Converted(Layer layer, IReadOnlyList<KerasVariable> stored) =>
        Converted(layer, [.. stored.Select(StoredWeight.Of)]);

    private IReadOnlyList<StoredWeight> Converted(Layer layer, IReadOnlyList<StoredWeight> stored) => layer switch
    {
        Model model => Nested(model, stored),
        Bidirectional both when stored.Count % 2 == 0 =>
        [
            .. Converted(both.ForwardLayer, [.. stored.Take(stored.Count / 2)]),
            .. Converted(both.BackwardLayer, [.. stored.Skip(stored.Count / 2)]),
        ],
        TimeDistributed wrapper => Converted(wrapper.Layer, stored),
        LSTM lstm when stored.Count == 12 => Gates(stored, lstm.Units, [0, 2, 1, 3]),
        GRU gru when stored.Count == 9 => Gates(stored, gru.Units, [0, 1, 2]),
        LSTM lstm when stored.Count == 3 && stored[2].Shape.Size == 8L * lstm.Units => Cudnn(stored, lstm.Units, 4),
        GRU gru when stored.Count == 3 && stored[2].Shape is [var length] && length == 6L * gru.Units => Cudnn(stored, gru.Units, 3),
        LocallyConnectedLayer local => LocallyConnectedWeights.Converted(local, stored),
        Highway when stored.Count == 4 && stored[1].Shape.Rank == 1 => [stored[0], stored[2], stored[1], stored[3]],
        ConvolutionLayer or TransposedConvolutionLayer or DepthwiseLayer or SeparableLayer => Kernels(layer, stored),
        _ => stored,
    };

    // Trained weights of all layers come first, then the others; each layer's arrays are converted where they stand.
    private IReadOnlyList<StoredWeight> Nested(Model model, IReadOnlyList<StoredWeight> stored)
    {
        var leaves = Leaves(model).ToArray();
        var areGatesApart = stored.Count > model.Weights.Count;
        var (result, next) = (new List<StoredWeight>(), 0);
        foreach (var isTrained in (bool[])[true, false])
        {
            foreach (var layer in leaves)
            {
                var count = (isTrained ? layer.TrainableWeights : layer.NonTrainableWeights).Count;
                var taken = areGatesApart && count > 0 ? count * GatesOf(layer) : count;
                if (next + taken > stored.Count)
                {
                    return stored;
                }
                result.AddRange(Converted(layer, [.. stored.Skip(next).Take(taken)]));
                next += taken;
            }
        }
        return next == stored.Count ? result : stored;
    }

    private static IEnumerable<Layer> Leaves(Model model) =>
        model.Layers.SelectMany(layer => layer is Sequential or Functional ? Leaves((Model)layer) : [layer]);

    private static int GatesOf(Layer layer) => layer switch
    {
        Bidirectional both => GatesOf(both.ForwardLayer),
        LSTM => 4,
        GRU => 3,
        _ => 1,
    };

    // Keras 1 stores three arrays a gate, W, U and b; an LSTM's gates are in the order i, c, f, o there and i, f, c, o today.
    private static IReadOnlyList<StoredWeight> Gates(IReadOnlyList<StoredWeight> stored, int units, int[] order)
    {
        return [Joined(0), Joined(1), Joined(2)];

        StoredWeight Joined(int kind)
        {
            var parts = order.Select(gate => stored[(gate * 3) + kind]).ToArray();
            var shape = parts[0].Shape.With(parts[0].Shape.Rank - 1, units * order.Length);
            return new StoredWeight(parts[0].Name, shape, () => Tensor.Concat([.. parts.Select(part => part.Values())], shape.Rank - 1));
        }
    }

    // The library of NVIDIA keeps each gate's kernel transposed, and two biases: an LSTM adds them, a GRU needs both.
    private static IReadOnlyList<StoredWeight> Cudnn(IReadOnlyList<StoredWeight> stored, int units, int gates)
    {
        var (kernel, recurrent, bias) = (stored[0], stored[1], stored[2]);
        var width = gates * units;
        return
        [
            kernel with { Plain = null, Values = () => Tensor.Concat([.. kernel.Values().Split(gates, 1).Select(Columns)], 1) },
            recurrent with
            {
                Plain = null,
                Values = () => Tensor.Concat([.. recurrent.Values().Split(gates, 1).Select(gate => gate.Transpose())], 1),
            },
            gates == 4
                ? new StoredWeight(bias.Name, [width], () => bias.Values().Reshape(2, width).Sum(0))
                : new StoredWeight(bias.Name, [2, width], () => bias.Values().Reshape(2, width)),
        ];
    }

    // The values row by row, laid down column by column.
    private static Tensor Columns(Tensor gate) => gate.Reshape(gate.Shape[1], gate.Shape[0]).Transpose();

    // Keras 1 keeps kernels with channels first as (out, in, rows, columns), those over sequences with an axis of length 1, and those of
    // transposed convolutions the other way round.
    private IReadOnlyList<StoredWeight> Kernels(Layer layer, IReadOnlyList<StoredWeight> stored)
    {
        if (stored.Count == 0 || layer.Weights is not [{ Variable.Shape: var wanted }, ..])
        {
            return stored;
        }
        var kernel = stored[0];
        if (rules.IsKeras1 && kernel.Shape.Rank == 4)
        {
            int[]? order = layer switch
            {
                Conv1D one when kernel.Shape[0] == one.Filters && kernel.Shape[3] == 1
                    && (kernel.Shape[1] != 1 || kernel.Shape[2] == wanted[0]) => [2, 3, 1, 0],
                Conv2D { DataFormat: DataFormat.ChannelsFirst } => [2, 3, 1, 0],
                Conv2DTranspose { DataFormat: DataFormat.ChannelsFirst } => [2, 3, 0, 1],
                Conv2DTranspose => [0, 1, 3, 2],
                _ => null,
            };
            kernel = order is null ? kernel : Reordered(kernel, order);
        }
        else if (rules.IsKeras1 && kernel.Shape.Rank == 5 && layer is Conv3D { DataFormat: DataFormat.ChannelsFirst })
        {
            kernel = Reordered(kernel, [2, 3, 4, 1, 0]);
        }
        if (rules.IsTheano && layer is Conv1D or Conv2D or Conv3D or Conv2DTranspose)
        {
            var flipped = kernel;
            int[] places = [.. Enumerable.Range(0, kernel.Shape.Rank - 2)];
            kernel = flipped with { Plain = null, Values = () => flipped.Values().Reverse(places) };
        }
        return [kernel, .. stored.Skip(1)];
    }

    private static StoredWeight Reordered(StoredWeight weight, int[] order) =>
        new(weight.Name, new Shape([.. order.Select(axis => weight.Shape[axis])]), () => weight.Values().Transpose(order));
}
