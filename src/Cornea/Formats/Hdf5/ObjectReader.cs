namespace Cornea.Formats.Hdf5;

/// <summary>Makes groups and datasets of object headers.</summary>
internal sealed class ObjectReader(Hdf5Storage storage)
{
    private readonly GlobalHeap _heap = new(storage);

    public Hdf5Storage Storage => storage;

    /// <summary>A group or dataset; null for an object of another kind, as a committed datatype.</summary>
    public object? Open(Hdf5Group? parent, string name, long address)
    {
        if (parent is not null)
        {
            parent.CheckNewGroup(address);
        }
        string path = parent is null ? "/" : parent.Path == "/" ? $"/{name}" : $"{parent.Path}/{name}";
        ObjectHeader header = ObjectHeader.Read(storage, address);
        if (header.Find(MessageType.Layout) is { } layout)
        {
            return OpenDataset(name, path, header, layout);
        }
        bool isGroup = header.Has(MessageType.SymbolTable) || header.Has(MessageType.LinkIndex) || header.Has(MessageType.Link)
            || header.Has(MessageType.GroupSizes);
        return isGroup ? new Hdf5Group(this, header, parent, name, path) : null;
    }

    public IReadOnlyDictionary<string, Hdf5Attribute> ReadAttributes(ObjectHeader header, string path) =>
        new AttributeReader(storage, _heap, path).Read(header);

    private Hdf5Dataset OpenDataset(string name, string path, ObjectHeader header, HeaderMessage layout)
    {
        HeaderMessage typeMessage = Require(header, MessageType.Datatype, path);
        HeaderMessage spaceMessage = Require(header, MessageType.Dataspace, path);
        Hdf5Type type = DatatypeParser.Parse(storage, typeMessage.Data.Span, typeMessage.Address);
        Dataspace space = Dataspace.Parse(storage, spaceMessage.Data.Span, spaceMessage.Address);
        IReadOnlyDictionary<string, Hdf5Attribute> attributes = ReadAttributes(header, path);
        if (IsBFloat16(type, attributes))
        {
            type = type with { Class = Hdf5TypeClass.BFloat16, Name = "bfloat16" };
        }
        return new Hdf5Dataset(name, path, StoredValues.OfDataset(storage, header, type, space, layout), _heap, attributes);
    }

    // h5py knows no bfloat16, so Keras stores two opaque bytes and says in an attribute what they are.
    private static bool IsBFloat16(Hdf5Type type, IReadOnlyDictionary<string, Hdf5Attribute> attributes) =>
        type is { Class: Hdf5TypeClass.Opaque, Size: 2 } && attributes.TryGetValue("dtype", out Hdf5Attribute? dtype)
        && dtype is { Type.IsText: true, Count: 1 } && dtype.ReadString() == "bfloat16";

    private HeaderMessage Require(ObjectHeader header, MessageType type, string path) => header.Find(type)
        ?? throw storage.Fault(header.Address, "object header", $"the dataset '{path}' has no {type.ToString().ToLowerInvariant()}");
}
