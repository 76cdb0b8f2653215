using System.Runtime.InteropServices;
using Cornea.Distribution;

namespace Cornea;

public abstract partial class Model
{
    /// <summary>The outputs for some inputs, each process for its part of the rows; all get all rows.</summary>
    /// <param name="x">The inputs, the same in all processes.</param>
    /// <param name="strategy">The processes.</param>
    /// <param name="batchSize">Samples of a step of one process.</param>
    /// <returns>One row per sample, float32.</returns>
    /// <exception cref="CollectiveException">A process is gone or hangs.</exception>
    public Tensor Predict(Tensors x, DataParallel strategy, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        var collective = strategy.Collective;
        var count = x.Count == 0 ? 0 : x[0].Shape[0];
        var part = Math.Max(1, (count + collective.Size - 1) / collective.Size);
        // Every process computes as many rows, so the parts fit each other; those behind the last row are left out.
        var first = Math.Clamp(collective.Rank * part, 0, Math.Max(0, count - 1));
        var rows = Math.Min(part, count - first);
        Tensors own = x.Select(tensor => tensor.Narrow(0, first, rows)).ToArray();
        var outputs = Predict(own, batchSize, Verbosity.Silent);
        var row = outputs.Size / rows;
        return Tensor.Create(new TensorType(outputs.Shape.With(0, count), DType.Float32), bytes =>
            Gather(outputs.AsSpan<float>(), MemoryMarshal.Cast<byte, float>(bytes), part * (long)row, strategy));
    }

    // Each process has a part of all values, the last ones perhaps less than others.
    private static void Gather(ReadOnlySpan<float> own, Span<float> all, long part, DataParallel strategy)
    {
        var size = strategy.Collective.Size;
        var piece = (int)Math.Clamp(strategy.PieceBytes / sizeof(float) / size, 1, Math.Max(1, part));
        var (mine, received) = (new float[piece], new float[piece * size]);
        for (long start = 0; start < part; start += piece)
        {
            if (start < own.Length)
            {
                own.Slice((int)start, (int)Math.Min(piece, own.Length - start)).CopyTo(mine);
            }
            strategy.Collective.AllGather(MemoryMarshal.AsBytes(mine.AsSpan()), MemoryMarshal.AsBytes(received.AsSpan()));
            for (var rank = 0; rank < size; rank++)
            {
                var first = (rank * part) + start;
                var count = (int)Math.Min(Math.Min(piece, part - start), all.Length - first);
                if (count > 0)
                {
                    received.AsSpan(rank * piece, count).CopyTo(all[(int)first..]);
                }
            }
        }
    }
}
