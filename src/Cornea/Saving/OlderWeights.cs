using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>Brings the arrays of layers that older versions of Keras stored otherwise into the form of today.</summary>
internal static class OlderWeights
{
    /// <summary>The arrays of a layer in the order and form of today.</summary>
    public static IReadOnlyList<StoredWeight> Converted(Layer layer, IReadOnlyList<KerasVariable> stored) => layer switch
    {
        Bidirectional both when stored.Count % 2 == 0 =>
        [
            .. Converted(both.ForwardLayer, [.. stored.Take(stored.Count / 2)]),
            .. Converted(both.BackwardLayer, [.. stored.Skip(stored.Count / 2)]),
        ],
        LSTM lstm when stored.Count == 12 => Gates(stored, lstm.Units, [0, 2, 1, 3]),
        GRU gru when stored.Count == 9 => Gates(stored, gru.Units, [0, 1, 2]),
        LSTM lstm when stored.Count == 3 && Length(stored[2]) == 8L * lstm.Units => Cudnn(stored, lstm.Units, 4),
        GRU gru when stored.Count == 3 && stored[2].Dataset.Shape.Count == 1 && Length(stored[2]) == 6L * gru.Units =>
            Cudnn(stored, gru.Units, 3),
        _ => [.. stored.Select(StoredWeight.Of)],
    };

    // Keras 1 stores three arrays a gate, W, U and b; an LSTM's gates are in the order i, c, f, o there and i, f, c, o today.
    private static IReadOnlyList<StoredWeight> Gates(IReadOnlyList<KerasVariable> stored, int units, int[] order)
    {
        return [Joined(0, "W"), Joined(1, "U"), Joined(2, "b")];

        StoredWeight Joined(int kind, string name)
        {
            var parts = order.Select(gate => StoredWeight.Of(stored[(gate * 3) + kind])).ToArray();
            var shape = parts[0].Shape.With(parts[0].Shape.Rank - 1, units * order.Length);
            return new StoredWeight(parts[0].Name, shape, () => Tensor.Concat([.. parts.Select(part => part.Values())], shape.Rank - 1));
        }
    }

    // The library of NVIDIA keeps each gate's kernel transposed, and two biases: an LSTM adds them, a GRU needs both.
    private static IReadOnlyList<StoredWeight> Cudnn(IReadOnlyList<KerasVariable> stored, int units, int gates)
    {
        var (kernel, recurrent, bias) = (StoredWeight.Of(stored[0]), StoredWeight.Of(stored[1]), StoredWeight.Of(stored[2]));
        var width = gates * units;
        return
        [
            kernel with { Values = () => Tensor.Concat([.. kernel.Values().Split(gates, 1).Select(Columns)], 1) },
            recurrent with { Values = () => Tensor.Concat([.. recurrent.Values().Split(gates, 1).Select(gate => gate.Transpose())], 1) },
            gates == 4
                ? new StoredWeight(bias.Name, [width], () => bias.Values().Reshape(2, width).Sum(0))
                : new StoredWeight(bias.Name, [2, width], () => bias.Values().Reshape(2, width)),
        ];
    }

    // The values row by row, laid down column by column.
    private static Tensor Columns(Tensor gate) => gate.Reshape(gate.Shape[1], gate.Shape[0]).Transpose();

    private static long Length(KerasVariable variable) => variable.Dataset.Count;
}
