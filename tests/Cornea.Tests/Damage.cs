namespace Cornea.Tests;

/// <summary>Damage done to whole files, the same at each run.</summary>
internal static class Damage
{
    /// <summary>The file with each of its bytes changed in turn, to the ends of its range and to the adjacent values.</summary>
    public static IEnumerable<byte[]> EachByte(byte[] whole)
    {
        for (int at = 0; at < whole.Length; at++)
        {
            foreach (byte value in (byte[])[0x00, 0x7F, 0x80, 0xFF, (byte)(whole[at] ^ 1), (byte)(whole[at] + 1)])
            {
                byte[] file = [.. whole];
                file[at] = value;
                yield return file;
            }
        }
    }

    /// <summary>The file many times over, each with one to four changes: a flipped bit, bytes taken out or doubled, a field of its largest
    /// value.</summary>
    public static IEnumerable<byte[]> AtRandom(byte[] whole, int seed, int trials)
    {
        var random = new Random(seed);
        for (int trial = 0; trial < trials; trial++)
        {
            List<byte> file = [.. whole];
            for (int change = random.Next(1, 5); change > 0 && file.Count > 8; change--)
                Change(file, random.Next(file.Count - 8), random);
            yield return [.. file];
        }
    }

    private static void Change(List<byte> file, int at, Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                file.RemoveRange(at, random.Next(1, 8));
                break;
            case 2:
                file.InsertRange(at, file.GetRange(random.Next(file.Count - 8), random.Next(1, 8)));
                break;
            case 3:
                for (int n = 0; n < 4; n++)
                    file[at + n] = 0xFF;
                break;
            default:
                for (int n = 0; n < 8; n++)
                    file[at + n] = (byte)(n == 7 ? 0x7F : 0xFF);
                break;
        }
    }
}
