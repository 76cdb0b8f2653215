using System.Text;

namespace Cornea.Formats;

/// <summary>
/// Reads chosen regular files of a tar archive (ustar, GNU) as it goes by. Nothing is extracted, so no name in it can lead anywhere;
/// links and long names are passed over.
/// </summary>
internal static class TarFile
{
    private const int Block = 512;
    private const string Remedy = "The archive is damaged: copy or download it again.";

    /// <summary>The files of these names, as far as they are there.</summary>
    public static Dictionary<string, byte[]> Read(FormatReader reader, IReadOnlyCollection<string> names)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var header = new byte[Block];
        while (true)
        {
            reader.ReadExactly(header, "tar header");
            if (header.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            {
                break;
            }
            Check(reader, header);
            long size = Octal(reader, header.AsSpan(124, 12), "size");
            string name = Name(header);
            bool wanted = header[156] is 0 or (byte)'0' && names.Contains(name);
            if (wanted && files.ContainsKey(name))
            {
                throw reader.Fault("name", $"two files are named '{name}'", Remedy);
            }
            if (wanted)
            {
                files.Add(name, reader.ReadArray<byte>(size, name));
            }
            reader.Skip((wanted ? 0 : size) + (Block - size % Block) % Block, name);
        }
        // Zeros fill the archive's last record; behind them a compressed file compares its checksum.
        reader.Skip(long.MaxValue, "end of archive");
        return files;
    }

    private static string Name(byte[] header)
    {
        string name = Text(header.AsSpan(0, 100)), prefix = header.AsSpan(257, 5).SequenceEqual("ustar"u8) ? Text(header.AsSpan(345, 155))
            : "";
        name = prefix.Length == 0 ? name : $"{prefix}/{name}";
        return name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }

    private static void Check(FormatReader reader, byte[] header)
    {
        long stated = Octal(reader, header.AsSpan(148, 8), "checksum"), found = 0;
        for (int i = 0; i < Block; i++)
        {
            found += i is >= 148 and < 156 ? ' ' : header[i];
        }
        if (stated != found)
        {
            throw reader.Fault("checksum", $"a header states the checksum {stated}, but its bytes have {found}", Remedy);
        }
    }

    private static long Octal(FormatReader reader, ReadOnlySpan<byte> field, string name)
    {
        long value = 0;
        foreach (byte digit in field.Trim((byte)' ').TrimEnd((ReadOnlySpan<byte>)[0, (byte)' ']))
        {
            value = digit is >= (byte)'0' and <= (byte)'7'
                ? value * 8 + digit - '0'
                : throw reader.Fault(name, $"an octal number was expected, but byte {digit:x2} came", Remedy);
        }
        return value;
    }
}
