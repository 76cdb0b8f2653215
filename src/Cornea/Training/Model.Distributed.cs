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
        var (mine, all) = (new float[part * row], new float[part * row * collective.Size]);
        outputs.AsSpan<float>().CopyTo(mine);
        collective.AllGather(MemoryMarshal.AsBytes(mine.AsSpan()), MemoryMarshal.AsBytes(all.AsSpan()));
        return Tensor.From(all.AsSpan(0, count * row).ToArray(), outputs.Shape.With(0, count));
    }
}
