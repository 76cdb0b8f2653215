using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>
/// Where the cache lines of a few rows lie, counted from the first one, in the order in which a register tile asks for them: one at each
/// k, spread over the tile's time.
/// </summary>
internal sealed unsafe class LinePlaces
{
    private readonly nint[] _places;

    /// <summary>Lists the lines.</summary>
    /// <param name="rows">The rows, at least 1.</param>
    /// <param name="step">Bytes from a row to the next.</param>
    /// <param name="bytes">Bytes of a row.</param>
    /// <param name="depth">The most k of a tile.</param>
    public LinePlaces(int rows, nint step, int bytes, int depth)
    {
        int lines = (bytes + ReadAhead.Line - 1) / ReadAhead.Line, count = rows * lines;
        _places = GC.AllocateUninitializedArray<nint>(depth + 1, pinned: true);
        for (int k = 0; k <= depth; k++)
        {
            // The last ones are asked for some time before they are needed.
            int line = Math.Min(count - 1, (int)((long)k * count * 9 / 8 / depth));
            _places[depth - k] = (line / lines * step) + (line % lines * ReadAhead.Line);
        }
    }

    /// <summary>The lines of rows that begin at an address.</summary>
    public ReadAhead At(void* first) => new(first, (nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_places)));
}
