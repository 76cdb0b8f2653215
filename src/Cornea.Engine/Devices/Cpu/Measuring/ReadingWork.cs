using System.Numerics.Tensors;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Measuring;

/// <summary>Reads more memory than caches hold, each tile a part of its own, and adds it up.</summary>
/// <param name="threads">How many tiles there are.</param>
internal sealed class ReadingWork(int threads) : TileWork
{
    private const int Elements = 32 * 1024 * 1024; // of float32: 128 MiB
    private readonly HostMemory _memory = new(new TensorType(new Shape(Elements), DType.Float32), cleared: false);
    private readonly float[] _sums = new float[threads * 32];

    /// <summary>Bytes that all tiles read together.</summary>
    public double Bytes => (double)(Elements / threads) * threads * sizeof(float);

    /// <summary>Writes every element once, so that the memory is really there.</summary>
    public void Fill() => _memory.Span<float>().Fill(1);

    public override void RunTile(int tile, int worker)
    {
        var length = Elements / threads;
        _sums[tile * 32] = TensorPrimitives.Sum<float>(_memory.Span<float>().Slice(tile * length, length));
    }
}
