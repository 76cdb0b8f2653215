using System.Text;

namespace Cornea;

/// <summary>Seeds made of a seed and a name or number: FNV-1a, then the finisher of SplitMix64 (Steele, Lea, Flood, 2014).</summary>
internal static class SeedMixing
{
    public static long Mix(long seed, string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ unit) * 1099511628211UL;
        return Mix(seed, unchecked((long)hash));
    }

    public static long Mix(long seed, long number)
    {
        unchecked
        {
            var z = Finish((ulong)seed + 0x9E3779B97F4A7C15UL) ^ (ulong)number;
            return (long)Finish(z + 0x9E3779B97F4A7C15UL);
        }
    }

    private static ulong Finish(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
