using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>Adds the sums of slices in order, and leaves out the columns that pad each group to whole vectors.</summary>
/// <param name="scratch">The slices, one after another in the memory that all workers share.</param>
/// <param name="slices">How many.</param>
/// <param name="rows">Rows of a slice.</param>
/// <param name="groups">Groups of columns.</param>
/// <param name="columns">Columns of a group.</param>
/// <param name="padded">Columns of a group in a slice.</param>
/// <param name="target">Where the sums go, row by row.</param>
internal sealed unsafe class SliceSums<T>(GemmScratch scratch, int slices, int rows, int groups, int columns, int padded, T* target)
    : TileWork
    where T : unmanaged
{
    private const int TileElements = 8192;

    private readonly int _rowsPerTile = Math.Max(1, TileElements / Math.Max(1, groups * columns));

    /// <summary>The number of tiles.</summary>
    public int Tiles => columns == 0 ? 0 : (rows + _rowsPerTile - 1) / _rowsPerTile;

    public override void RunTile(int tile, int worker)
    {
        for (var row = tile * _rowsPerTile; row < Math.Min(rows, (tile + 1) * _rowsPerTile); row++)
        {
            for (var group = 0; group < groups; group++)
            {
                var from = (T*)scratch.Shared + ((((nint)row * groups) + group) * padded);
                Add(from, (nint)rows * groups * padded, target + ((((nint)row * groups) + group) * columns));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(T* from, nint step, T* to)
    {
        var i = 0;
        for (; i + Vector<T>.Count <= columns; i += Vector<T>.Count)
        {
            var sum = Vector.Load(from + i);
            for (var slice = 1; slice < slices; slice++)
                sum += Vector.Load(from + i + (slice * step));
            Vector.Store(sum, to + i);
        }
        for (; i < columns; i++)
        {
            var sum = Vector128.CreateScalar(from[i]);
            for (var slice = 1; slice < slices; slice++)
                sum += Vector128.CreateScalar(from[i + (slice * step)]);
            to[i] = sum.ToScalar();
        }
    }
}
