namespace Cornea.Formats.Hdf5;

/// <summary>Puts texts of variable length into collections of the global heap, and their addresses into the references to them.</summary>
internal static class TextHeapWriter
{
    private const int Smallest = 4096, ObjectPrefix = 16, Alignment = 8, MostObjects = 60_000;

    public static void Write(MetadataBuffer buffer)
    {
        int next = 0;
        while (next < buffer.Texts.Count)
        {
            next = WriteCollection(buffer, next);
        }
    }

    // A collection takes texts while they fit the usual size, and at least one of any size.
    private static int WriteCollection(MetadataBuffer buffer, int first)
    {
        long address = buffer.Position;
        buffer.Bytes("GCOL"u8);
        buffer.Bytes([1, 0, 0, 0]);
        buffer.Int64(0);
        int at = first;
        while (at < buffer.Texts.Count && at - first < MostObjects)
        {
            (long position, byte[] text) = buffer.Texts[at];
            long end = buffer.Position - address + ObjectPrefix + (text.Length + Alignment - 1) / Alignment * Alignment;
            if (at > first && end > Smallest)
            {
                break;
            }
            int number = ++at - first;
            buffer.PatchInt64(position, address);
            buffer.PatchInt32(position + 8, number);
            WriteObject(buffer, number, text);
        }
        long rest = Smallest - (buffer.Position - address);
        if (rest >= ObjectPrefix)
        {
            // Object 0 is the free space, its own prefix included.
            buffer.Zeros(8);
            buffer.Int64(rest);
            rest -= ObjectPrefix;
        }
        buffer.Zeros((int)Math.Max(0, rest));
        buffer.PatchInt64(address + 8, buffer.Position - address);
        return at;
    }

    private static void WriteObject(MetadataBuffer buffer, int number, byte[] text)
    {
        buffer.Int16(number);
        buffer.Int16(1);
        buffer.Zeros(4);
        buffer.Int64(text.Length);
        buffer.Bytes(text);
        buffer.Align();
    }
}
