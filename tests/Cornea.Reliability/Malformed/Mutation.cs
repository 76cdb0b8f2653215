using System.Buffers.Binary;

namespace Cornea.Reliability.Malformed;

/// <summary>Changes whole files, the same at each run with the same seed.</summary>
internal sealed class Mutation(int seed)
{
    private const int MostChanges = 6;
    private const int HeaderLength = 512;

    private static readonly ulong[] Extremes =
    [
        0, 1, 2, 3, 7, 8, 16, 32, 64, 255, 256, 0x7F, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000,
        0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF, 0x4000000000000001,
    ];

    private static readonly string[] Numbers = ["0", "-1", "1", "65536", "2147483648", "4294967296", "9223372036854775808", "1e400", "1.5"];
    private readonly Random _random = new(seed);

    /// <summary>One of the seeds with one to six changes; now and then cut, or put together from two.</summary>
    public byte[] Next(IReadOnlyList<byte[]> seeds)
    {
        var whole = seeds[_random.Next(seeds.Count)];
        var file = new List<byte>(whole.Length + 64);
        file.AddRange(whole);
        switch (_random.Next(16))
        {
            case 0:
                var cut = _random.Next(file.Count);
                file.RemoveRange(cut, file.Count - cut);
                break;
            case 1:
                Splice(file, seeds[_random.Next(seeds.Count)]);
                break;
        }
        for (var changes = _random.Next(1, MostChanges + 1); changes > 0 && file.Count > 0; changes--)
            Change(file, Position(file.Count));
        return [.. file];
    }

    // Half of the changes lie in the first bytes, where most formats have their header.
    private int Position(int length) => _random.Next(_random.Next(2) == 0 ? Math.Min(length, HeaderLength) : length);

    private void Splice(List<byte> file, byte[] other)
    {
        var (from, start) = (_random.Next(file.Count), _random.Next(other.Length));
        file.RemoveRange(from, file.Count - from);
        file.AddRange(other.AsSpan(start).ToArray());
    }

    private void Change(List<byte> file, int at)
    {
        switch (_random.Next(10))
        {
            case 0 or 1:
                file[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 2:
                file[at] = (byte)_random.Next(256);
                break;
            case 3:
                file.RemoveRange(at, Math.Min(_random.Next(1, 32), file.Count - at));
                break;
            case 4:
                file.InsertRange(at, file.GetRange(at, Math.Min(_random.Next(1, 32), file.Count - at)));
                break;
            case 5 or 6:
                Field(file, at, Extremes[_random.Next(Extremes.Length)]);
                break;
            case 7:
                Field(file, at, (ulong)_random.Next(file.Count + 16));
                break;
            case 8:
                Number(file, at);
                break;
            default:
                Move(file, at);
                break;
        }
    }

    private void Field(List<byte> file, int at, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        var size = 1 << _random.Next(4);
        var bigEndian = _random.Next(2) == 0;
        if (bigEndian)
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value << (64 - 8 * size));
        else
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        for (var i = 0; i < size && at + i < file.Count; i++)
            file[at + i] = bytes[i];
    }

    // The next number in a text is replaced by an extreme one.
    private void Number(List<byte> file, int at)
    {
        var first = file.FindIndex(at, letter => letter is >= (byte)'0' and <= (byte)'9');
        if (first < 0)
            return;
        var end = file.FindIndex(first, letter => letter is < (byte)'0' or > (byte)'9');
        file.RemoveRange(first, (end < 0 ? file.Count : end) - first);
        file.InsertRange(first, System.Text.Encoding.ASCII.GetBytes(Numbers[_random.Next(Numbers.Length)]));
    }

    private void Move(List<byte> file, int at)
    {
        var bytes = file.GetRange(at, Math.Min(_random.Next(1, 64), file.Count - at));
        var target = _random.Next(file.Count - bytes.Count + 1);
        for (var i = 0; i < bytes.Count; i++)
            file[target + i] = bytes[i];
    }
}
