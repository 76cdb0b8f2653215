namespace Cornea.Formats.Hdf5;

/// <summary>Lays a described tree out as a file: superblock, headers and groups, texts, values.</summary>
internal sealed class FileAssembly
{
    private const int Alignment = 8;

    private readonly MetadataBuffer _buffer = new();

    public FileAssembly(Hdf5GroupBuilder root)
    {
        const int endOfFile = 40, rootHeader = 64, rootTree = 80, rootHeap = 88;
        WriteSuperblock();
        (long header, long tree, long heap) = WriteGroup(root);
        TextHeapWriter.Write(_buffer);
        _buffer.PatchInt64(rootHeader, header);
        _buffer.PatchInt64(rootTree, tree);
        _buffer.PatchInt64(rootHeap, heap);
        long end = _buffer.Position;
        foreach ((long position, Hdf5DatasetBuilder dataset) in _buffer.Datasets)
        {
            _buffer.PatchInt64(position, end);
            end = checked(end + Padded(dataset.Bytes));
        }
        _buffer.PatchInt64(endOfFile, end);
    }

    public void Write(Stream stream)
    {
        stream.Write(_buffer.Content);
        Span<byte> padding = stackalloc byte[Alignment];
        padding.Clear();
        foreach ((_, Hdf5DatasetBuilder dataset) in _buffer.Datasets)
        {
            var counted = new CountedStream(stream);
            dataset.Write(counted);
            if (counted.Written != dataset.Bytes)
            {
                throw new InvalidOperationException(
                    $"The values of '{dataset.Path}' should have {dataset.Bytes} bytes by their shape, but {counted.Written} came.");
            }
            stream.Write(padding[..(int)(Padded(dataset.Bytes) - dataset.Bytes)]);
        }
    }

    private static long Padded(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private void WriteSuperblock()
    {
        const int cachedGroup = 1;
        _buffer.Bytes(Superblock.Signature);
        // Four versions of 0 with one filling byte among them, then addresses and lengths of 8 bytes.
        _buffer.Bytes([0, 0, 0, 0, 0, 8, 8, 0]);
        _buffer.Int16(SymbolTableWriter.HalfNode);
        _buffer.Int16(SymbolTableWriter.HalfTree);
        _buffer.Int32(0);
        _buffer.Int64(0);
        _buffer.Int64(Hdf5Storage.Undefined);
        _buffer.Int64(0);
        _buffer.Int64(Hdf5Storage.Undefined);
        // The root's entry: no name, header address, the kind of what is kept beside it, its tree and heap.
        _buffer.Zeros(16);
        _buffer.Int32(cachedGroup);
        _buffer.Zeros(4 + 16);
    }

    private (long Header, long Tree, long Heap) WriteGroup(Hdf5GroupBuilder group)
    {
        var members = new List<(string Name, long Header, long Tree, long Heap)>();
        foreach ((string name, Hdf5ObjectBuilder member) in group.Members)
        {
            (long header, long tree, long heap) = member is Hdf5GroupBuilder inner
                ? WriteGroup(inner)
                : (MessageWriter.WriteDataset(_buffer, (Hdf5DatasetBuilder)member), Hdf5Storage.Undefined, Hdf5Storage.Undefined);
            members.Add((name, header, tree, heap));
        }
        (long groupTree, long groupHeap) = new SymbolTableWriter(_buffer).Write(members);
        return (MessageWriter.WriteGroup(_buffer, group, groupTree, groupHeap), groupTree, groupHeap);
    }
}
