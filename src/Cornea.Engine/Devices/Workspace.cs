using System.Diagnostics;
using Cornea.Devices;

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
[DebuggerDisplay("{Bytes} bytes")]
public sealed class Workspace
{
    private readonly Dictionary<Device, DeviceMemory> _arenas = [];
    private readonly Dictionary<object, object> _scratch = [];

    /// <summary>Bytes that the functions share; those compiled before it grew keep what they had.</summary>
    public long Bytes => _arenas.Values.Sum(arena => arena.Type.Bytes);

    /// <summary>Held by the function that runs.</summary>
    internal Lock Running { get; } = new();

    /// <summary>An arena of at least so many bytes.</summary>
    /// <param name="backend">Whose memory it is.</param>
    /// <param name="bytes">How many.</param>
    internal DeviceMemory Take(Backend backend, long bytes)
    {
        lock (Running)
        {
            if (!_arenas.TryGetValue(backend.Device, out var arena) || arena.Type.Bytes < bytes)
            {
                _arenas[backend.Device] = arena = backend.Allocate(Arena(bytes), cleared: false);
            }
            return arena;
        }
    }

    /// <summary>What kernels of a device need while they run, made once for a key.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="key">Kernels with the same key share it.</param>
    /// <param name="make">Makes it.</param>
    internal T Scratch<T>(object key, Func<T> make)
        where T : class
    {
        lock (Running)
        {
            if (!_scratch.TryGetValue(key, out var scratch))
            {
                _scratch[key] = scratch = make();
            }
            return (T)scratch;
        }
    }

    /// <summary>An arena's type: bytes counted in doubles, so that it may pass 2 GiB.</summary>
    /// <param name="bytes">How many bytes it holds at least.</param>
    internal static TensorType Arena(long bytes) =>
        new(new Shape(checked((int)((bytes + sizeof(double) - 1) / sizeof(double)))), DType.Float64);
}
