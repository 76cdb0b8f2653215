using System.Buffers.Binary;
using System.Text;

namespace Cornea.Formats;

/// <summary>
/// Writes a zip archive whose members are stored as they are, front to back in one pass: the checksum is taken while the bytes pass, and
/// put into the header behind them. Members and archives may be longer than 4 GiB (zip64).
/// </summary>
/// <param name="stream">Where to write; it can seek and stays open.</param>
internal sealed class ZipWriter(Stream stream)
{
    private const ushort Version64 = 45;
    private const ushort Utf8Name = 1 << 11;
    private const ushort Extra64 = 1;
    private const int LocalLength = 30, LocalExtraLength = 20;
    private const int CrcAt = 14;

    private readonly List<ZipMember> _members = [];
    private readonly (ushort Time, ushort Date) _now = DosTime(DateTime.Now);

    /// <summary>Adds a member.</summary>
    /// <param name="name">Its name, with <c>/</c> between folders.</param>
    /// <param name="write">Writes its content.</param>
    public void Add(string name, Action<Stream> write)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        long header = stream.Position;
        // The lengths stand in the extra field, which has room for any: how long a member becomes is known at its end alone.
        var local = new byte[LocalLength + text.Length + LocalExtraLength];
        BinaryPrimitives.WriteUInt32LittleEndian(local, 0x04034B50);
        Common(local.AsSpan(4));
        local.AsSpan(CrcAt + 4, 8).Fill(0xFF);
        BinaryPrimitives.WriteUInt16LittleEndian(local.AsSpan(26), (ushort)text.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(local.AsSpan(28), LocalExtraLength);
        text.CopyTo(local, LocalLength);
        Span<byte> extra = local.AsSpan(LocalLength + text.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(extra, Extra64);
        BinaryPrimitives.WriteUInt16LittleEndian(extra[2..], LocalExtraLength - 4);
        stream.Write(local);

        var content = new ChecksumWriter(stream);
        write(content);
        BinaryPrimitives.WriteUInt32LittleEndian(local.AsSpan(CrcAt), content.Crc);
        BinaryPrimitives.WriteInt64LittleEndian(extra[4..], content.Length);
        BinaryPrimitives.WriteInt64LittleEndian(extra[12..], content.Length);
        long end = stream.Position;
        stream.Position = header;
        stream.Write(local);
        stream.Position = end;
        _members.Add(new ZipMember(name, 0, content.Crc, content.Length, content.Length, header));
    }

    /// <summary>Writes the directory, which ends the archive.</summary>
    public void Finish()
    {
        long start = stream.Position;
        foreach (ZipMember member in _members)
        {
            stream.Write(Row(member));
        }
        long size = stream.Position - start;
        if (start >= uint.MaxValue || size >= uint.MaxValue || _members.Count >= ushort.MaxValue)
        {
            WriteEnd64(start, size);
        }
        var end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        ushort count = (ushort)Math.Min(_members.Count, ushort.MaxValue);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)Math.Min(size, uint.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)Math.Min(start, uint.MaxValue));
        stream.Write(end);
    }

    // Version that is needed, flags, method 0, time and date: the same in both headers.
    private void Common(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, Version64);
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], Utf8Name);
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], _now.Time);
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], _now.Date);
    }

    private byte[] Row(ZipMember member)
    {
        const int rowLength = 46;
        byte[] name = Encoding.UTF8.GetBytes(member.Name);
        // The fields of 32 bits that do not hold their number read FFFFFFFF, and the number stands in the extra field, in this order.
        long[] numbers = [member.Length, member.StoredLength, member.HeaderOffset];
        long[] large = [.. numbers.Where(static number => number >= uint.MaxValue)];
        int extraLength = large.Length == 0 ? 0 : 4 + 8 * large.Length;
        var row = new byte[rowLength + name.Length + extraLength];
        BinaryPrimitives.WriteUInt32LittleEndian(row, 0x02014B50);
        BinaryPrimitives.WriteUInt16LittleEndian(row.AsSpan(4), Version64);
        Common(row.AsSpan(6));
        BinaryPrimitives.WriteUInt32LittleEndian(row.AsSpan(16), member.Crc);
        BinaryPrimitives.WriteUInt32LittleEndian(row.AsSpan(20), (uint)Math.Min(member.StoredLength, uint.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(row.AsSpan(24), (uint)Math.Min(member.Length, uint.MaxValue));
        BinaryPrimitives.WriteUInt16LittleEndian(row.AsSpan(28), (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(row.AsSpan(30), (ushort)extraLength);
        BinaryPrimitives.WriteUInt32LittleEndian(row.AsSpan(42), (uint)Math.Min(member.HeaderOffset, uint.MaxValue));
        name.CopyTo(row, rowLength);
        if (extraLength > 0)
        {
            Span<byte> extra = row.AsSpan(rowLength + name.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(extra, Extra64);
            BinaryPrimitives.WriteUInt16LittleEndian(extra[2..], (ushort)(8 * large.Length));
            for (int i = 0; i < large.Length; i++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(extra[(4 + 8 * i)..], large[i]);
            }
        }
        return row;
    }

    private void WriteEnd64(long start, long size)
    {
        const int endLength = 56, locatorLength = 20;
        var end = new byte[endLength + locatorLength];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06064B50);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(4), endLength - 12);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(12), Version64);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(14), Version64);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(24), _members.Count);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(32), _members.Count);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(40), size);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(48), start);
        Span<byte> locator = end.AsSpan(endLength);
        BinaryPrimitives.WriteUInt32LittleEndian(locator, 0x07064B50);
        BinaryPrimitives.WriteInt64LittleEndian(locator[8..], start + size);
        BinaryPrimitives.WriteInt32LittleEndian(locator[16..], 1);
        stream.Write(end);
    }

    private static (ushort Time, ushort Date) DosTime(DateTime time) =>
        ((ushort)(time.Hour << 11 | time.Minute << 5 | time.Second / 2), (ushort)(time.Year - 1980 << 9 | time.Month << 5 | time.Day));
}
