using System.Text;

namespace Cornea.Formats.Hdf5;

/// <summary>Writes an object header of version 1 with its messages.</summary>
internal static class MessageWriter
{
    private const int Prefix = 16, MessageHead = 8, Alignment = 8;

    /// <summary>Bytes of a dataspace message.</summary>
    public static int DataspaceLength(long[]? shape) => 8 + 16 * (shape?.Length ?? 0);

    /// <summary>Writes the header of a group and returns its address.</summary>
    public static long WriteGroup(MetadataBuffer buffer, Hdf5GroupBuilder group, long tree, long heap)
    {
        var messages = new HeaderMessages(buffer);
        messages.Begin(MessageType.SymbolTable, 0);
        buffer.Int64(tree);
        buffer.Int64(heap);
        messages.End();
        return Finish(messages, group);
    }

    /// <summary>Writes the header of a dataset and returns its address.</summary>
    public static long WriteDataset(MetadataBuffer buffer, Hdf5DatasetBuilder dataset)
    {
        const int constant = 1;
        var messages = new HeaderMessages(buffer);
        messages.Begin(MessageType.Dataspace, 0);
        WriteDataspace(buffer, dataset.Shape);
        messages.End();
        messages.Begin(MessageType.Datatype, constant);
        buffer.Bytes(dataset.Type.Message);
        messages.End();
        messages.Begin(MessageType.FillValue, constant);
        // Version 2: memory is taken when values are written, the fill value is written if one is set, and it is the usual zero.
        buffer.Bytes([2, 2, 2, 1, 0, 0, 0, 0]);
        messages.End();
        messages.Begin(MessageType.Layout, 0);
        buffer.Bytes([3, (byte)LayoutClass.Contiguous]);
        buffer.DataAddress(dataset);
        buffer.Int64(dataset.Bytes);
        messages.End();
        return Finish(messages, dataset);
    }

    private static long Finish(HeaderMessages messages, Hdf5ObjectBuilder owner)
    {
        foreach (AttributeContent attribute in owner.Attributes)
        {
            messages.Begin(MessageType.Attribute, 0);
            WriteAttribute(messages.Buffer, attribute);
            messages.End();
        }
        return messages.Close();
    }

    private static void WriteDataspace(MetadataBuffer buffer, long[]? shape)
    {
        long[] sizes = shape ?? [];
        buffer.Bytes([1, (byte)sizes.Length, (byte)(sizes.Length > 0 ? 1 : 0), 0, 0, 0, 0, 0]);
        for (int copy = 0; copy < 2; copy++)
        {
            // The sizes, and as the largest sizes the same.
            foreach (long size in sizes)
            {
                buffer.Int64(size);
            }
        }
    }

    private static void WriteAttribute(MetadataBuffer buffer, AttributeContent attribute)
    {
        const int plain = 1, named = 3;
        byte[] name = Encoding.UTF8.GetBytes(attribute.Name + '\0');
        bool padded = attribute.IsAscii;
        buffer.Bytes([padded ? (byte)plain : (byte)named, 0]);
        buffer.Int16(name.Length);
        buffer.Int16(attribute.Type.Message.Length);
        buffer.Int16(DataspaceLength(attribute.Shape));
        buffer.Bytes(padded ? [] : [1]);
        Part(buffer, name, padded);
        Part(buffer, attribute.Type.Message, padded);
        WriteDataspace(buffer, attribute.Shape);
        buffer.Bytes(attribute.Data);
        foreach (byte[] text in attribute.Texts)
        {
            buffer.Text(text);
        }
    }

    private static void Part(MetadataBuffer buffer, ReadOnlySpan<byte> bytes, bool padded)
    {
        buffer.Bytes(bytes);
        buffer.Zeros(padded ? (Alignment - bytes.Length % Alignment) % Alignment : 0);
    }

    /// <summary>The messages of one header while they are written.</summary>
    private sealed class HeaderMessages(MetadataBuffer buffer)
    {
        private readonly long _address = Start(buffer);
        private long _message;
        private int _count;

        public MetadataBuffer Buffer => buffer;

        public void Begin(MessageType type, byte flags)
        {
            _message = buffer.Position;
            _count++;
            buffer.Int16((int)type);
            buffer.Int16(0);
            buffer.Bytes([flags, 0, 0, 0]);
        }

        public void End()
        {
            buffer.Align();
            buffer.PatchInt16(_message + 2, (int)(buffer.Position - _message - MessageHead));
        }

        public long Close()
        {
            buffer.PatchInt16(_address + 2, _count);
            buffer.PatchInt32(_address + 8, (int)(buffer.Position - _address - Prefix));
            return _address;
        }

        // Version, reserved, number of messages, number of links to the object, bytes of messages, filling.
        private static long Start(MetadataBuffer buffer)
        {
            long address = buffer.Position;
            buffer.Bytes([1, 0]);
            buffer.Int16(0);
            buffer.Int32(1);
            buffer.Zeros(8);
            return address;
        }
    }
}
