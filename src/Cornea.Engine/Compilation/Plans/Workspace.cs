using Cornea.Devices.Cpu.Matrix;

namespace Cornea;

/// <summary>
/// Memory that several compiled functions use for their intermediate values, one after the other: together they need as much as
/// the largest of them. Functions that share one wait for each other when they are run from several threads.
/// </summary>
/// <example>
/// <code>
/// var options = new CompileOptions { Workspace = new Workspace() };
/// var train = new CompiledFunction([x], [], updates, options);
/// var test = new CompiledFunction([x], [loss], null, options);    // needs no memory of its own where train needs as much
/// </code>
/// </example>
public sealed class Workspace
{
    private readonly Dictionary<int, GemmScratch> _scratch = [];
    private HostMemory? _memory;

    /// <summary>Bytes that the functions share; those compiled before it grew keep what they had.</summary>
    public long Bytes => _memory?.Type.Bytes ?? 0;

    /// <summary>Held by the function that runs.</summary>
    internal Lock Running { get; } = new();

    /// <summary>Memory of at least so many bytes, counted in doubles so that it may pass 2 GiB.</summary>
    internal HostMemory Take(long bytes)
    {
        lock (Running)
        {
            if (_memory is null || _memory.Type.Bytes < bytes)
                _memory = Arena(bytes);
            return _memory;
        }
    }

    /// <summary>What kernels need while they run.</summary>
    internal GemmScratch ScratchOf(int workers)
    {
        lock (Running)
        {
            if (!_scratch.TryGetValue(workers, out var scratch))
                _scratch[workers] = scratch = new GemmScratch(workers);
            return scratch;
        }
    }

    /// <summary>Memory for one plan alone.</summary>
    internal static HostMemory Arena(long bytes) =>
        new(new TensorType(new Shape(checked((int)((bytes + sizeof(double) - 1) / sizeof(double)))), DType.Float64), cleared: false);
}
