namespace Cornea.Formats.Hdf5;

/// <summary>The value of elements that were never written.</summary>
internal static class FillValue
{
    /// <summary>The value's bytes; empty when they are zero.</summary>
    public static byte[] Read(Hdf5Storage storage, ObjectHeader header, int elementSize)
    {
        if (header.Find(MessageType.FillValue) is { } message)
        {
            return Parse(storage, message, elementSize);
        }
        if (header.Find(MessageType.OldFillValue) is { } old)
        {
            var reader = new BlockReader(storage, old.Data.Span, old.Address);
            return Take(storage, ref reader, elementSize);
        }
        return [];
    }

    private static byte[] Parse(Hdf5Storage storage, HeaderMessage message, int elementSize)
    {
        const int flagged = 3, hasValue = 0x20;
        var reader = new BlockReader(storage, message.Data.Span, message.Address);
        int version = reader.Byte("fill value version");
        if (version is < 1 or > flagged)
        {
            throw storage.Fault(message.Address, "fill value version", $"version {version} is not known; 1 to {flagged} are");
        }
        if (version == flagged)
        {
            return (reader.Byte("fill value flags") & hasValue) != 0 ? Take(storage, ref reader, elementSize) : [];
        }
        reader.Skip(2, "fill value times");
        bool defined = reader.Byte("fill value defined") != 0;
        return defined || version == 1 ? Take(storage, ref reader, elementSize) : [];
    }

    private static byte[] Take(Hdf5Storage storage, ref BlockReader reader, int elementSize)
    {
        long at = reader.Address;
        long size = reader.UInt32("fill value size");
        if (size != 0 && size != elementSize)
        {
            throw storage.Fault(at, "fill value size", $"a fill value of {size} bytes is given for elements of {elementSize}");
        }
        byte[] value = reader.Take(size, "fill value").ToArray();
        return value.AsSpan().ContainsAnyExcept((byte)0) ? value : [];
    }
}
