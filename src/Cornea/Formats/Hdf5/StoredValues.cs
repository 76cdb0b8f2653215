using System.Runtime.InteropServices;

namespace Cornea.Formats.Hdf5;

/// <summary>The values of a dataset or attribute, wherever they are stored.</summary>
internal sealed class StoredValues
{
    private const long FreeValues = 8L << 20;

    private readonly DataLayout? _layout;
    private readonly ChunkedValues? _chunked;
    private readonly byte[] _fill = [];
    private readonly ReadOnlyMemory<byte> _inside;
    private readonly long _address;

    /// <summary>Values that are part of a header, as those of attributes and compact datasets.</summary>
    public StoredValues(Hdf5Storage storage, Hdf5Type type, Dataspace space, ReadOnlyMemory<byte> inside, long address)
    {
        Storage = storage;
        Type = type;
        Space = space;
        _inside = inside;
        _address = address;
        CheckSize(inside.Length);
    }

    private StoredValues(Hdf5Storage storage, Hdf5Type type, Dataspace space, ObjectHeader header, DataLayout layout)
    {
        Storage = storage;
        Type = type;
        Space = space;
        _layout = layout;
        _address = layout.Address;
        _fill = type.IsText ? [] : FillValue.Read(storage, header, type.Size);
        if (layout.Class == LayoutClass.Chunked)
        {
            _chunked = new ChunkedValues(storage, space, layout, FilterPipeline.Read(storage, header), type.Size);
        }
        else if (Bytes > 0 && layout.Address != Hdf5Storage.Undefined)
        {
            storage.CheckRange(layout.Address, Bytes, "data");
        }
    }

    public Hdf5Storage Storage { get; }

    public Hdf5Type Type { get; }

    public Dataspace Space { get; }

    /// <summary>Address for messages.</summary>
    public long Address => _address;

    /// <summary>Bytes of all elements.</summary>
    public long Bytes => Space.Count * Type.Size;

    public static StoredValues OfDataset(Hdf5Storage storage, ObjectHeader header, Hdf5Type type, Dataspace space,
        HeaderMessage layoutMessage)
    {
        if (space.Count > long.MaxValue / type.Size)
        {
            throw storage.Fault(header.Address, "dataspace", $"{space.Count} elements of {type.Size} bytes are more than any file holds");
        }
        DataLayout layout = DataLayout.Parse(storage, layoutMessage, type.Size);
        return layout.Class == LayoutClass.Compact
            ? new StoredValues(storage, type, space, layout.Data, layout.DataAddress)
            : new StoredValues(storage, type, space, header, layout);
    }

    /// <summary>Gives every element to the sink.</summary>
    /// <param name="sink">Takes the elements.</param>
    /// <param name="allowed">Bytes of memory that the caller has provided.</param>
    public void Read<TSink>(scoped ref TSink sink, long allowed) where TSink : IElementSink, allows ref struct
    {
        if (Space.Count == 0)
        {
            return;
        }
        if (_chunked is not null)
        {
            _chunked.Read(ref sink, _fill, allowed);
        }
        else if (_layout is null)
        {
            sink.Accept(0, _inside.Span[..(int)Bytes]);
        }
        else if (_address == Hdf5Storage.Undefined)
        {
            FillRuns.Write(ref sink, _fill, Type.Size, Space.Count);
        }
        else
        {
            ReadRuns(ref sink);
        }
    }

    /// <summary>Reads a contiguous dataset whose bytes need no conversion straight into memory; false when it is none.</summary>
    public bool TryReadDirectly<T>(Span<T> target) where T : unmanaged
    {
        if (_layout?.Class != LayoutClass.Contiguous || _address == Hdf5Storage.Undefined || !NumberDecoder.IsSame<T>(Type))
        {
            return false;
        }
        const int block = 1 << 26;
        for (int first = 0; first < target.Length; first += block)
        {
            Span<byte> part = MemoryMarshal.AsBytes(target.Slice(first, Math.Min(block, target.Length - first)));
            Storage.Read(_address + (long)first * Type.Size, part, "data");
        }
        return true;
    }

    /// <summary>Throws when the declared values are far more than what the file stores for them, before memory is taken for them.</summary>
    public void CheckDeclared()
    {
        long stored = _chunked?.StoredBytes ?? (_address == Hdf5Storage.Undefined ? 0 : Bytes);
        if (Bytes > FreeValues && Bytes / Storage.Options.LargestExpansion > stored)
        {
            throw Fault("dataspace", $"{stored} stored bytes are declared to be {Bytes} bytes of values", ChunkedValues.ExpansionRemedy);
        }
        if (Space.Count > Array.MaxLength || Bytes > Array.MaxLength)
        {
            throw Fault("dataspace",
                $"{Space.Count} elements of {Type.Size} bytes are more than one array can hold", "Divide the dataset.");
        }
    }

    public MalformedFileException Fault(string field, string problem, string remedy = Hdf5Storage.Damaged) =>
        Storage.Fault(_address, field, problem, remedy);

    private void ReadRuns<TSink>(scoped ref TSink sink) where TSink : IElementSink, allows ref struct
    {
        const int blockBytes = 1 << 18;
        long perBlock = Math.Min(Space.Count, Math.Max(1, blockBytes / Type.Size));
        var block = new byte[perBlock * Type.Size];
        for (long first = 0; first < Space.Count; first += perBlock)
        {
            Span<byte> part = block.AsSpan(0, (int)(Math.Min(perBlock, Space.Count - first) * Type.Size));
            Storage.Read(_address + first * Type.Size, part, "data");
            sink.Accept(first, part);
        }
    }

    private void CheckSize(long available)
    {
        if (Space.Count > available / Type.Size)
        {
            throw Fault("data", $"{Space.Count} elements of {Type.Size} bytes should be here, and there are {available} bytes");
        }
    }
}
