namespace Cornea.Formats.Hdf5;

/// <summary>The messages of an object, from a header of version 1 or 2 and all its continuation blocks.</summary>
internal sealed class ObjectHeader
{
    private const int MessageCost = 96;
    private const int MostBlocks = 4096;
    private const int FailIfUnknown = 0x80;

    private readonly Hdf5Storage _storage;
    private readonly List<HeaderMessage> _messages = [];
    private readonly Queue<(long Address, long Length)> _continuations = new();

    private ObjectHeader(Hdf5Storage storage, long address)
    {
        _storage = storage;
        Address = address;
    }

    public long Address { get; }

    public IReadOnlyList<HeaderMessage> Messages => _messages;

    public static ObjectHeader Read(Hdf5Storage storage, long address)
    {
        var header = new ObjectHeader(storage, address);
        Span<byte> start = stackalloc byte[4];
        storage.Read(address, start, "object header");
        if (start.SequenceEqual("OHDR"u8))
        {
            header.ReadNew();
        }
        else
        {
            header.ReadOld();
        }
        return header;
    }

    /// <summary>The only message of a kind, or null; a shared one is fetched from where it is.</summary>
    public HeaderMessage? Find(MessageType type)
    {
        foreach (HeaderMessage message in _messages)
        {
            if (message.Type == type)
            {
                return message.IsShared ? SharedMessage.Resolve(_storage, message) : message;
            }
        }
        return null;
    }

    public bool Has(MessageType type) => _messages.Exists(message => message.Type == type);

    private void ReadOld()
    {
        const int prefix = 16, reserved = 1, counts = 2 + 4;
        byte[] start = _storage.ReadBlock(Address, prefix, "object header");
        var reader = new BlockReader(_storage, start, Address);
        reader.Version(1, "object header version");
        reader.Skip(reserved + counts, "object header counts");
        long length = reader.UInt32("object header size");
        ReadOldMessages(Address + prefix, length);
        for (int block = 0; _continuations.TryDequeue(out (long Address, long Length) next); block++)
        {
            CheckBlocks(block, next.Address);
            ReadOldMessages(next.Address, next.Length);
        }
    }

    private void ReadOldMessages(long address, long length)
    {
        const int messageHeader = 8;
        byte[] block = _storage.ReadBlock(address, length, "object header messages");
        var reader = new BlockReader(_storage, block, address);
        while (reader.Left >= messageHeader)
        {
            int type = reader.UInt16("message type");
            int size = reader.UInt16("message size");
            int flags = reader.Byte("message flags");
            reader.Skip(3, "message header");
            int start = reader.Position;
            reader.Skip(size, "message");
            Add(type, flags, address + start, block.AsMemory(start, size), 0);
        }
    }

    private void ReadNew()
    {
        const int largestPrefix = 4 + 1 + 1 + 16 + 4 + 8, times = 16, phases = 4;
        byte[] start = _storage.ReadBlock(Address, Math.Min(largestPrefix, _storage.Length - Address), "object header");
        var reader = new BlockReader(_storage, start, Address);
        reader.Signature("OHDR"u8, "object header");
        reader.Version(2, "object header version");
        int flags = reader.Byte("object header flags");
        reader.Skip((flags & 0x20) != 0 ? times : 0, "object header times");
        reader.Skip((flags & 0x10) != 0 ? phases : 0, "object header attribute phases");
        long length = reader.Number(1 << (flags & 3), "object header size");
        bool ordered = (flags & 4) != 0;
        ReadNewMessages(Address, reader.Position, length, ordered);
        for (int block = 0; _continuations.TryDequeue(out (long Address, long Length) next); block++)
        {
            const int signature = 4, checksum = 4;
            CheckBlocks(block, next.Address);
            ReadNewMessages(next.Address, signature, next.Length - signature - checksum, ordered);
        }
    }

    private void ReadNewMessages(long address, int prefix, long length, bool ordered)
    {
        const int checksum = 4;
        if (length < 0 || length > _storage.Length)
        {
            throw _storage.Fault(address, "object header size", $"a block of {length} bytes of messages is impossible");
        }
        byte[] block = _storage.ReadBlock(address, prefix + length + checksum, "object header messages");
        if (address != Address && !block.AsSpan(0, 4).SequenceEqual("OCHK"u8))
        {
            throw _storage.Fault(address, "continuation block", "the block should begin with OCHK");
        }
        _storage.VerifyChecksum(block, address, "object header checksum");
        int messageHeader = ordered ? 6 : 4;
        var reader = new BlockReader(_storage, block.AsSpan(0, block.Length - checksum), address);
        reader.Skip(prefix, "object header");
        while (reader.Left >= messageHeader)
        {
            int type = reader.Byte("message type");
            int size = reader.UInt16("message size");
            int flags = reader.Byte("message flags");
            int order = ordered ? reader.UInt16("message creation order") : 0;
            int start = reader.Position;
            reader.Skip(size, "message");
            Add(type, flags, address + start, block.AsMemory(start, size), order);
        }
    }

    private void Add(int type, int flags, long address, ReadOnlyMemory<byte> data, int order)
    {
        var kind = (MessageType)type;
        switch (kind)
        {
            case MessageType.Nil:
                return;
            case MessageType.Continuation:
                var reader = new BlockReader(_storage, data.Span, address);
                _continuations.Enqueue((reader.Offset("continuation address"), reader.Length("continuation length")));
                return;
            case MessageType.ExternalFiles:
                throw _storage.Refusal(address, "external files", "a dataset whose values are in other files (external storage)",
                    "Copy the dataset into one file, for instance with h5repack.");
        }
        if (Enum.IsDefined(kind))
        {
            _storage.Charge(MessageCost, address, "object header messages");
            _messages.Add(new HeaderMessage(kind, flags, address, data, order));
        }
        else if ((flags & FailIfUnknown) != 0)
        {
            throw _storage.Refusal(address, "message type",
                $"an object with the unknown message {type:X4}, which its writer says must be understood,",
                "Write the file with h5py's libver='earliest'.");
        }
    }

    private void CheckBlocks(int block, long address)
    {
        if (block >= MostBlocks)
        {
            throw _storage.Fault(address, "continuation address", $"the object header has more than {MostBlocks} blocks");
        }
    }
}
