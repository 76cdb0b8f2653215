using System.Buffers.Binary;
using System.Text;

namespace Cornea.Formats.Hdf5;

/// <summary>Makes strings of fixed and variable text; whatever is no UTF-8 becomes U+FFFD.</summary>
internal sealed class TextDecoder(StoredValues values, GlobalHeap heap)
{
    private const long FreeText = 8L << 20;
    private const int StringCost = 32, LargestGrowth = 16;

    private static readonly string[] OneLetter = [.. Enumerable.Range(0, 128).Select(static code => ((char)code).ToString())];

    private long _left = FreeText + LargestGrowth * values.Storage.FileLength;

    public string[] Read()
    {
        values.CheckDeclared();
        var raw = new byte[values.Bytes];
        var sink = new RawSink(raw, values.Type.Size);
        values.Read(ref sink, allowed: 0);
        var texts = new string[values.Space.Count];
        for (int element = 0; element < texts.Length; element++)
        {
            ReadOnlySpan<byte> stored = raw.AsSpan(element * values.Type.Size, values.Type.Size);
            texts[element] = Decode(values.Type.Class == Hdf5TypeClass.FixedString ? Trim(stored) : Fetch(stored));
        }
        return texts;
    }

    private string Decode(ReadOnlySpan<byte> text)
    {
        if (text.Length == 1 && char.IsAscii((char)text[0]))
        {
            return OneLetter[text[0]];
        }
        _left -= text.IsEmpty ? 0 : StringCost + 2L * text.Length;
        return _left >= 0 ? Encoding.UTF8.GetString(text) : throw values.Fault("text",
            "the strings need far more memory than the file has bytes, since many of them are stored in the same place");
    }

    private ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> stored)
    {
        if (values.Type.Padding == Hdf5StringPadding.SpacePadded)
        {
            return stored.TrimEnd((byte)' ');
        }
        return values.Type.Padding == Hdf5StringPadding.NullPadded ? stored.TrimEnd((byte)0) : CutAtZero(stored);
    }

    private ReadOnlySpan<byte> Fetch(ReadOnlySpan<byte> reference)
    {
        Hdf5Storage storage = values.Storage;
        long length = BinaryPrimitives.ReadUInt32LittleEndian(reference);
        var reader = new BlockReader(storage, reference[4..], values.Address);
        long address = reader.Offset("heap address");
        long number = reader.UInt32("heap object");
        if (length == 0 || address is 0 or Hdf5Storage.Undefined)
        {
            return [];
        }
        ReadOnlySpan<byte> text = heap.Find(address, number, values.Address).Span;
        return length <= text.Length ? CutAtZero(text[..(int)length]) : throw values.Fault("text length",
            $"a string of {length} bytes is stored in a heap object of {text.Length}");
    }

    private static ReadOnlySpan<byte> CutAtZero(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }
}
