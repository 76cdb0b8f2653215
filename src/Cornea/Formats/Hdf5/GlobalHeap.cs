namespace Cornea.Formats.Hdf5;

/// <summary>The collections in which text of variable length is stored.</summary>
internal sealed class GlobalHeap(Hdf5Storage storage)
{
    private const int ObjectCost = 96;

    private readonly Lock _reading = new();
    private readonly Dictionary<long, Dictionary<int, ReadOnlyMemory<byte>>> _collections = [];

    /// <summary>The object with some number in the collection at some address.</summary>
    public ReadOnlyMemory<byte> Find(long address, long number, long referenceAddress)
    {
        lock (_reading)
        {
            if (!_collections.TryGetValue(address, out Dictionary<int, ReadOnlyMemory<byte>>? objects))
            {
                objects = Read(address);
                _collections.Add(address, objects);
            }
            return number <= ushort.MaxValue && objects.TryGetValue((int)number, out ReadOnlyMemory<byte> found)
                ? found
                : throw storage.Fault(referenceAddress, "heap object", $"the heap at byte {address} has no object {number}");
        }
    }

    private Dictionary<int, ReadOnlyMemory<byte>> Read(long address)
    {
        const int prefix = 8, objectPrefix = 8, alignment = 8;
        int head = prefix + storage.LengthSize;
        var start = new BlockReader(storage, storage.ReadBlock(address, head, "global heap"), address);
        start.Signature("GCOL"u8, "global heap");
        start.Version(1, "global heap version");
        start.Skip(3, "global heap");
        long size = start.Length("global heap size");
        if (size < head)
        {
            throw storage.Fault(address, "global heap size", $"a collection of {size} bytes is impossible");
        }
        byte[] block = storage.ReadBlock(address, size, "global heap");
        var objects = new Dictionary<int, ReadOnlyMemory<byte>>();
        var reader = new BlockReader(storage, block, address);
        reader.Skip(head, "global heap");
        while (reader.Left >= objectPrefix + storage.LengthSize)
        {
            int number = reader.UInt16("heap object number");
            reader.Skip(6, "heap object");
            long length = reader.Length("heap object size");
            if (number == 0)
            {
                break;
            }
            int at = reader.Position;
            reader.Skip(length, "heap object");
            storage.Charge(ObjectCost, reader.Address, "heap object");
            objects[number] = block.AsMemory(at, (int)length);
            long padding = (alignment - length % alignment) % alignment;
            reader.Skip(Math.Min(padding, reader.Left), "heap object");
        }
        return objects;
    }
}
