using System.Text;

namespace Cornea.Formats.Hdf5;

/// <summary>Reads the members of an old-style group: a B-tree of symbol nodes, with the names in a local heap.</summary>
internal sealed class SymbolTable
{
    private const int SoftLink = 2;

    private readonly Hdf5Storage _storage;
    private readonly LinkList _links;
    private readonly byte[] _names;
    private readonly long _namesAddress;

    private SymbolTable(Hdf5Storage storage, LinkList links, long heapAddress)
    {
        _storage = storage;
        _links = links;
        int length = 8 + 2 * storage.LengthSize + storage.OffsetSize;
        var reader = new BlockReader(storage, storage.ReadBlock(heapAddress, length, "local heap"), heapAddress);
        reader.Signature("HEAP"u8, "local heap");
        reader.Version(0, "local heap version");
        reader.Skip(3, "local heap");
        long size = reader.Length("local heap size");
        reader.Length("local heap free list");
        _namesAddress = reader.Offset("local heap data");
        _names = storage.ReadBlock(_namesAddress, size, "local heap data");
    }

    public static void Read(Hdf5Storage storage, HeaderMessage message, LinkList links)
    {
        var reader = new BlockReader(storage, message.Data.Span, message.Address);
        long tree = reader.Offset("symbol table B-tree");
        long heap = reader.Offset("symbol table heap");
        if (tree == Hdf5Storage.Undefined)
        {
            return;
        }
        var table = new SymbolTable(storage, links, heap);
        new BTree1(storage, BTree1.GroupTree, storage.LengthSize).Walk(tree, (_, _, node) => table.ReadNode(node));
    }

    private void ReadNode(long address)
    {
        const int prefix = 8, scratch = 16;
        var head = new BlockReader(_storage, _storage.ReadBlock(address, prefix, "symbol node"), address);
        head.Signature("SNOD"u8, "symbol node");
        head.Version(1, "symbol node version");
        head.Skip(1, "symbol node");
        int count = head.UInt16("symbol node entries");
        long length = (long)count * (2 * _storage.OffsetSize + 8 + scratch);
        var reader = new BlockReader(_storage, _storage.ReadBlock(address + prefix, length, "symbol node entries"), address + prefix);
        for (int entry = 0; entry < count; entry++)
        {
            long at = reader.Address;
            string name = ReadName(reader.Number(_storage.OffsetSize, "link name offset"), at);
            long target = reader.Offset("object header address");
            uint cache = reader.UInt32("cache type");
            reader.Skip(4 + scratch, "symbol table entry");
            if (cache == SoftLink)
            {
                _links.AddRefused(name, creationOrder: -1, at, LinkList.RefuseSoft(_storage, at, name));
            }
            else
            {
                _links.Add(name, target, creationOrder: -1, at);
            }
        }
    }

    private string ReadName(long offset, long entryAddress)
    {
        if (offset >= _names.Length)
        {
            throw _storage.Fault(entryAddress, "link name offset", $"the name should be at byte {offset} of a heap of {_names.Length}");
        }
        ReadOnlySpan<byte> rest = _names.AsSpan((int)offset);
        int end = rest.IndexOf((byte)0);
        if (end < 0)
        {
            throw _storage.Fault(_namesAddress + offset, "link name", "the name has no end");
        }
        return Encoding.UTF8.GetString(rest[..end]);
    }
}
