namespace Cornea.Formats.Hdf5;

/// <summary>Gathers the stored chunks of a dataset, wherever its index finds them.</summary>
internal sealed class ChunkCollector
{
    private const int RecordCost = 72;

    private readonly Hdf5Storage _storage;
    private readonly List<ChunkRecord> _records = [];
    private readonly long[] _grid;

    public ChunkCollector(Hdf5Storage storage, Dataspace space, DataLayout layout, int elementSize)
    {
        _storage = storage;
        Space = space;
        Layout = layout;
        _grid = new long[space.Sizes.Length];
        long bytes = elementSize;
        GridCount = 1;
        for (int axis = 0; axis < _grid.Length; axis++)
        {
            _grid[axis] = CountAlong(space.Sizes[axis], axis);
            GridCount *= _grid[axis];
            bytes *= layout.ChunkSizes[axis];
        }
        ChunkBytes = (int)bytes;
    }

    public Dataspace Space { get; }

    public DataLayout Layout { get; }

    /// <summary>Bytes of a chunk without filters.</summary>
    public int ChunkBytes { get; }

    /// <summary>Chunks that cover the dataset.</summary>
    public long GridCount { get; }

    public List<ChunkRecord> Records => _records;

    /// <summary>Chunks along an axis of some size.</summary>
    public long CountAlong(long size, int axis) => size / Layout.ChunkSizes[axis] + (size % Layout.ChunkSizes[axis] == 0 ? 0 : 1);

    /// <summary>Adds a chunk by its position in the grid; one outside the present shape is passed over.</summary>
    public void Add(ReadOnlySpan<long> position, long address, long storedSize, uint mask, long recordAddress)
    {
        if (address == Hdf5Storage.Undefined)
        {
            return;
        }
        long number = 0;
        for (int axis = 0; axis < _grid.Length; axis++)
        {
            if (position[axis] >= _grid[axis])
            {
                return;
            }
            number = number * _grid[axis] + position[axis];
        }
        if (_records.Count >= GridCount)
        {
            throw _storage.Fault(recordAddress, "chunk index", $"the index has more chunks than the {GridCount} that cover the dataset");
        }
        if (storedSize > int.MaxValue)
        {
            throw _storage.Fault(recordAddress, "chunk size", $"a chunk of {storedSize} bytes is too large to read");
        }
        _storage.CheckRange(address, storedSize, "chunk");
        _storage.Charge(RecordCost, recordAddress, "chunk index");
        _records.Add(new ChunkRecord(number, address, storedSize, mask));
    }
}
