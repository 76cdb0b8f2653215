namespace Cornea.Devices.Cpu.Matrix;

/// <summary>
/// What is read after a register tile. The tile asks for a cache line of it at each k, while it computes: what lies in memory or in the
/// last cache arrives in the second one before it is needed, which hardware alone does not do where one panel ends and the next begins.
/// </summary>
/// <param name="first">The first line; null where nothing is asked for.</param>
/// <param name="step">Bytes from a line to the next; 0 where nothing is asked for.</param>
internal readonly unsafe struct ReadAhead(void* first, nint step)
{
    /// <summary>Bytes of a cache line.</summary>
    public const int Line = 64;

    /// <summary>The first line.</summary>
    public byte* First { get; } = (byte*)first;

    /// <summary>Bytes from a line to the next.</summary>
    public nint Step { get; } = step;
}
