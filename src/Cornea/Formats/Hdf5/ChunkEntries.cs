namespace Cornea.Formats.Hdf5;

/// <summary>Entries of the arrays that index chunks: an address, and for filtered chunks the stored size and the filter mask.</summary>
internal sealed class ChunkEntries
{
    private const int MaskSize = 4;

    private readonly Hdf5Storage _storage;
    private readonly ChunkCollector _chunks;
    private readonly int _sizeLength;
    private readonly bool _filtered;

    // Axes from the slowest to the fastest in the numbering of the array, and the count of chunks along each.
    private readonly int[] _axes;
    private readonly long[] _counts;

    public ChunkEntries(Hdf5Storage storage, ChunkCollector chunks, bool filtered, int entrySize, bool growingFirst, long address)
    {
        _storage = storage;
        _chunks = chunks;
        _filtered = filtered;
        EntrySize = entrySize;
        _sizeLength = entrySize - storage.OffsetSize - MaskSize;
        if (filtered ? _sizeLength is < 1 or > 8 : entrySize != storage.OffsetSize)
        {
            throw storage.Fault(address, "chunk entry size", $"entries of {entrySize} bytes are impossible here");
        }
        int rank = chunks.Space.Sizes.Length;
        _axes = [.. Enumerable.Range(0, rank)];
        _counts = new long[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            long largest = chunks.Space.Largest[axis];
            _counts[axis] = largest < 0 ? long.MaxValue : Math.Max(1, chunks.CountAlong(largest, axis));
        }
        int growing = Array.IndexOf(chunks.Space.Largest, -1);
        if (growingFirst && growing > 0)
        {
            _axes = [growing, .. _axes.Where(axis => axis != growing)];
        }
    }

    public int EntrySize { get; }

    /// <summary>Reads entries one after the other.</summary>
    /// <param name="reader">Stands at the first entry.</param>
    /// <param name="first">Number of the first entry in the array.</param>
    /// <param name="count">Number of entries.</param>
    public void Read(ref BlockReader reader, long first, long count)
    {
        Span<long> position = stackalloc long[_axes.Length];
        for (long entry = 0; entry < count; entry++)
        {
            long at = reader.Address;
            long address = reader.Offset("chunk address");
            long size = _filtered ? reader.Number(_sizeLength, "chunk size") : _chunks.ChunkBytes;
            uint mask = _filtered ? reader.UInt32("filter mask") : 0;
            if (address != Hdf5Storage.Undefined)
            {
                Locate(first + entry, position);
                _chunks.Add(position, address, size, mask, at);
            }
        }
    }

    private void Locate(long number, Span<long> position)
    {
        for (int place = _axes.Length - 1; place > 0; place--)
        {
            int axis = _axes[place];
            (number, position[axis]) = Math.DivRem(number, _counts[axis]);
        }
        position[_axes[0]] = number;
    }
}
