using System.Text;

namespace Cornea.Formats.Hdf5;

/// <summary>Reads the attributes of an object: those in its header and those in a fractal heap.</summary>
internal sealed class AttributeReader(Hdf5Storage storage, GlobalHeap heap, string ownerPath)
{
    private const int NameIndex = 8, AttributeCost = 512, Tracked = 1, IdLength = 8;

    private readonly List<(int Order, Hdf5Attribute Attribute)> _found = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public OrderedDictionary<string, Hdf5Attribute> Read(ObjectHeader header)
    {
        bool byCreation = false;
        foreach (HeaderMessage message in header.Messages)
        {
            if (message.Type == MessageType.Attribute)
            {
                HeaderMessage actual = message.IsShared ? SharedMessage.Resolve(storage, message) : message;
                ReadOne(actual.Data, actual.Address, message.CreationOrder);
            }
            else if (message.Type == MessageType.AttributeIndex)
            {
                byCreation = ReadDense(message);
            }
        }
        var attributes = new OrderedDictionary<string, Hdf5Attribute>(_found.Count, StringComparer.Ordinal);
        var ordered = byCreation
            ? _found.OrderBy(static entry => entry.Order)
            : _found.OrderBy(static entry => entry.Attribute.Name, Utf8Order.Instance);
        foreach ((_, Hdf5Attribute attribute) in ordered)
        {
            attributes.Add(attribute.Name, attribute);
        }
        return attributes;
    }

    private bool ReadDense(HeaderMessage message)
    {
        const int flagShared = 2;
        var reader = new BlockReader(storage, message.Data.Span, message.Address);
        reader.Version(0, "attribute index version");
        int flags = reader.Byte("attribute index flags");
        reader.Skip((flags & Tracked) != 0 ? 2 : 0, "attribute creation index");
        long heapAddress = reader.Offset("attribute heap");
        long tree = reader.Offset("attribute name B-tree");
        if (heapAddress != Hdf5Storage.Undefined)
        {
            FractalHeap objects = FractalHeap.Open(storage, heapAddress);
            new BTree2(storage, NameIndex).Walk(tree, (record, at) =>
            {
                var fields = new BlockReader(storage, record, at);
                ReadOnlySpan<byte> id = fields.Take(IdLength, "attribute heap ID");
                int attributeFlags = fields.Byte("attribute flags");
                int order = (int)Math.Min(int.MaxValue, fields.UInt32("attribute creation order"));
                if (objects.IdLength > IdLength || (attributeFlags & flagShared) != 0)
                {
                    throw storage.Refusal(at, "attribute heap ID", "an attribute in the file's table of shared messages",
                        "Write the file without shared object header messages.");
                }
                byte[] data = objects.Read(id, at, out long address).ToArray();
                ReadOne(data, address, order);
            });
        }
        return (flags & Tracked) != 0;
    }

    private void ReadOne(ReadOnlyMemory<byte> data, long address, int order)
    {
        const int alignment = 8, newest = 3;
        var reader = new BlockReader(storage, data.Span, address);
        int version = reader.Byte("attribute version");
        if (version is < 1 or > newest)
        {
            throw storage.Fault(address, "attribute version", $"version {version} is not known; 1 to {newest} are");
        }
        int flags = reader.Byte("attribute flags");
        int nameLength = reader.UInt16("attribute name length");
        int typeLength = reader.UInt16("attribute datatype length");
        int spaceLength = reader.UInt16("attribute dataspace length");
        reader.Skip(version == newest ? 1 : 0, "attribute character set");
        int Padded(int length) => version == 1 ? (length + alignment - 1) / alignment * alignment : length;
        ReadOnlySpan<byte> nameBytes = reader.Take(Padded(nameLength), "attribute name")[..nameLength];
        string name = Encoding.UTF8.GetString(nameBytes.TrimEnd((byte)0));
        long typeAddress = reader.Address;
        ReadOnlySpan<byte> typeData = reader.Take(Padded(typeLength), "attribute datatype");
        long spaceAddress = reader.Address;
        ReadOnlySpan<byte> spaceData = reader.Take(Padded(spaceLength), "attribute dataspace");
        storage.Charge(AttributeCost + 2L * nameLength, address, "attribute");
        if (!_names.Add(name))
        {
            throw storage.Fault(address, "attribute name", $"two attributes of '{ownerPath}' are named '{name}'");
        }
        Hdf5Type type = version > 1 && (flags & 1) != 0
            ? ReadShared(typeData, typeAddress)
            : DatatypeParser.Parse(storage, typeData, typeAddress);
        Dataspace space = Dataspace.Parse(storage, spaceData, spaceAddress);
        var values = new StoredValues(storage, type, space, data[reader.Position..], reader.Address);
        _found.Add((order, new Hdf5Attribute(name, ownerPath, values, heap)));
    }

    private Hdf5Type ReadShared(ReadOnlySpan<byte> data, long address)
    {
        var reference = new HeaderMessage(MessageType.Datatype, 2, address, data.ToArray(), 0);
        HeaderMessage actual = SharedMessage.Resolve(storage, reference);
        return DatatypeParser.Parse(storage, actual.Data.Span, actual.Address);
    }
}
