namespace Cornea.Devices.Cpu.Matrix;

/// <summary>
/// What is read after a register tile. The tile asks for a cache line of it at each k, while it computes: what lies in memory or in the
/// last cache arrives in a nearer one before it is needed, which hardware alone does not do where one panel ends and the next begins, or
/// where rows lie pages apart. Two pointers, so that it passes in registers: copied on the stack it would wait for the stores of the tile
/// before.
/// </summary>
/// <param name="first">The first line; null where nothing is asked for.</param>
/// <param name="places">Bytes from the first line to the one asked for when so many k are left; null for one line after another. The
/// largest register tiles alone ask for these.</param>
internal readonly unsafe struct ReadAhead(void* first, nint* places = null)
{
    /// <summary>Bytes of a cache line.</summary>
    public const int Line = 64;

    /// <summary>The first line.</summary>
    public byte* First { get; } = (byte*)first;

    /// <summary>Bytes from the first line to the one asked for when so many k are left; null for one line after another.</summary>
    public nint* Places { get; } = places;

    /// <summary>Bytes from a line to the next; 0 where nothing is asked for.</summary>
    public nint Step => First is null || Places is not null ? 0 : Line;
}
