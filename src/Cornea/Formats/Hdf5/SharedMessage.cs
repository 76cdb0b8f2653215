namespace Cornea.Formats.Hdf5;

/// <summary>Fetches a message that is kept in another object's header, as the type of a dataset made with a committed datatype.</summary>
internal static class SharedMessage
{
    public static HeaderMessage Resolve(Hdf5Storage storage, HeaderMessage message)
    {
        long address = AddressOf(storage, message.Data.Span, message.Address);
        ObjectHeader header = ObjectHeader.Read(storage, address);
        foreach (HeaderMessage candidate in header.Messages)
        {
            if (candidate.Type == message.Type)
            {
                // A shared message that is shared once more would be a chain, which no writer makes.
                return candidate.IsShared
                    ? throw storage.Fault(candidate.Address, "shared message", "a shared message refers to another shared message")
                    : candidate;
            }
        }
        throw storage.Fault(address, "shared message", $"the object has no message of kind {message.Type}");
    }

    /// <summary>Address of the object header that holds the message.</summary>
    public static long AddressOf(Hdf5Storage storage, ReadOnlySpan<byte> data, long dataAddress)
    {
        const int inHeap = 1, versionOneReserved = 6;
        var reader = new BlockReader(storage, data, dataAddress);
        int version = reader.Byte("shared message version");
        int type = reader.Byte("shared message type");
        if (version is < 1 or > 3)
        {
            throw storage.Fault(dataAddress, "shared message version", $"version {version} is not known; 1 to 3 are");
        }
        if (version == 3 && type == inHeap)
        {
            throw storage.Refusal(dataAddress, "shared message", "a message in the file's table of shared messages",
                "Write the file without shared object header messages.");
        }
        reader.Skip(version == 1 ? versionOneReserved : 0, "shared message");
        return reader.Offset("shared message address");
    }
}
