using System.Runtime.CompilerServices;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// A copy of a few planes, each contiguous, to places that have a number of each: a picture that is turned to have its channels last.
/// </summary>
internal sealed unsafe class InterleaveTiles : CopyTiles
{
    private const int MostPlanes = 4;

    // Places per tile: enough to hide the cost of claiming it, few enough to share the work.
    private const int TilePlaces = 8192;

    private readonly LoopNest _nest;
    private readonly int _places; // of one picture
    private readonly int _tilesOfPicture;
    private uint* _from;
    private uint* _to;

    /// <summary>The tiles of such a copy.</summary>
    public InterleaveTiles(BufferView from, BufferView to, LoopNest nest)
    {
        _nest = nest;
        _from = (uint*)from.Buffer.Address + from.Offset;
        _to = (uint*)to.Buffer.Address + to.Offset;
        _places = nest.Lengths[^2];
        _tilesOfPicture = (_places + TilePlaces - 1) / TilePlaces;
        Count = checked((int)(nest.Rows / _places * _tilesOfPicture));
    }

    public override int Count { get; }

    /// <summary>Whether a copy whose results are contiguous is one of few planes.</summary>
    public static bool Fits(DType type, LoopNest nest) => type.Size() == sizeof(uint) && nest.Row is > 1 and <= MostPlanes
        && nest.Strides[0][^2] == 1 && nest.Strides[1][^2] == nest.Row;

    public override void Move(nint from, nint to)
    {
        _from = (uint*)((byte*)_from + from);
        _to = (uint*)((byte*)_to + to);
    }

    public override void RunTile(int tile, int worker)
    {
        var row = (long)(tile / _tilesOfPicture) * _places;
        var first = tile % _tilesOfPicture * TilePlaces;
        var from = _from + _nest.RowStart(0, row) + first;
        var to = _to + _nest.RowStart(1, row) + (long)first * _nest.Row;
        Join(from, to, _nest.Strides[0][^1], Math.Min(TilePlaces, _places - first));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Join(uint* from, uint* to, nint plane, int places)
    {
        var planes = _nest.Row;
        if (planes == 3)
        {
            var second = from + plane;
            var third = second + plane;
            for (nint i = 0; i < places; i++, to += 3)
            {
                to[0] = from[i];
                to[1] = second[i];
                to[2] = third[i];
            }
            return;
        }
        for (nint i = 0; i < places; i++)
        {
            for (nint k = 0; k < planes; k++)
                *to++ = from[i + k * plane];
        }
    }
}
