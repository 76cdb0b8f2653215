namespace Cornea.Formats.Hdf5;

/// <summary>The part of a dataset that one chunk covers.</summary>
internal sealed class ChunkRegion(long[] sizes, long[] chunkSizes)
{
    private readonly long[] _origin = new long[sizes.Length];
    private readonly long[] _extent = new long[sizes.Length];
    private readonly long[] _row = new long[sizes.Length];

    /// <summary>True when the chunk reaches over an edge of the dataset.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Takes the chunk with this number in the grid.</summary>
    public void MoveTo(long number)
    {
        IsCut = false;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            long count = sizes[axis] / chunkSizes[axis] + (sizes[axis] % chunkSizes[axis] == 0 ? 0 : 1);
            (number, long place) = Math.DivRem(number, count);
            _origin[axis] = place * chunkSizes[axis];
            _extent[axis] = Math.Min(chunkSizes[axis], sizes[axis] - _origin[axis]);
            IsCut |= _extent[axis] < chunkSizes[axis];
        }
    }

    /// <summary>Gives the rows of the chunk that lie inside the dataset to the sink.</summary>
    public void CopyRows<TSink>(ReadOnlySpan<byte> chunk, int elementSize, scoped ref TSink sink)
        where TSink : IElementSink, allows ref struct
    {
        int last = sizes.Length - 1;
        Array.Clear(_row);
        while (true)
        {
            long from = 0, to = 0;
            for (int axis = 0; axis <= last; axis++)
            {
                from = from * chunkSizes[axis] + _row[axis];
                to = to * sizes[axis] + _origin[axis] + _row[axis];
            }
            sink.Accept(to, chunk.Slice((int)(from * elementSize), (int)(_extent[last] * elementSize)));
            int moving = last - 1;
            while (moving >= 0 && ++_row[moving] == _extent[moving])
            {
                _row[moving--] = 0;
            }
            if (moving < 0)
            {
                return;
            }
        }
    }
}
