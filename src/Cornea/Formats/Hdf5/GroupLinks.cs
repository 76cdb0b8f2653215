namespace Cornea.Formats.Hdf5;

/// <summary>Reads the members of a group of any kind: symbol table, links in the header, links in a fractal heap.</summary>
internal static class GroupLinks
{
    private const int NameIndex = 5, Tracked = 1, NameHash = 4;

    public static Link[] Read(Hdf5Storage storage, ObjectHeader header)
    {
        var links = new LinkList(storage);
        bool byCreation = false;
        foreach (HeaderMessage message in header.Messages)
        {
            switch (message.Type)
            {
                case MessageType.SymbolTable:
                    SymbolTable.Read(storage, message, links);
                    break;
                case MessageType.Link:
                    LinkMessage.Read(storage, message.Data.Span, message.Address, links);
                    break;
                case MessageType.LinkIndex:
                    byCreation = ReadDense(storage, message, links);
                    break;
            }
        }
        return links.ToArray(byCreation);
    }

    private static bool ReadDense(Hdf5Storage storage, HeaderMessage message, LinkList links)
    {
        var reader = new BlockReader(storage, message.Data.Span, message.Address);
        reader.Version(0, "link index version");
        int flags = reader.Byte("link index flags");
        reader.Skip((flags & Tracked) != 0 ? 8 : 0, "link creation index");
        long heapAddress = reader.Offset("link heap");
        long tree = reader.Offset("link name B-tree");
        if (heapAddress != Hdf5Storage.Undefined)
        {
            FractalHeap heap = FractalHeap.Open(storage, heapAddress);
            new BTree2(storage, NameIndex).Walk(tree, (record, at) =>
            {
                if (record.Length < NameHash + heap.IdLength)
                {
                    throw storage.Fault(at, "link record",
                        $"a record of {record.Length} bytes has no room for a heap ID of {heap.IdLength}");
                }
                ReadOnlySpan<byte> data = heap.Read(record.Slice(NameHash, heap.IdLength), at, out long address);
                LinkMessage.Read(storage, data, address, links);
            });
        }
        return (flags & Tracked) != 0;
    }
}
