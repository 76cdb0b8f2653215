using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Cornea.Layers;

/// <summary>The 64-bit fingerprint of a text that TensorFlow uses. Source: Pike, FarmHash (<c>Fingerprint64</c>), 2014.</summary>
internal static class FarmHash
{
    private const ulong K0 = 0xC3A5C85C97CB3127;
    private const ulong K1 = 0xB492B66FBE98F273;
    private const ulong K2 = 0x9AE16A3B2F90404F;

    public static ulong Fingerprint(string text) => Fingerprint(Encoding.UTF8.GetBytes(text));

    public static ulong Fingerprint(ReadOnlySpan<byte> s) => s.Length switch
    {
        <= 16 => UpTo16(s),
        <= 32 => UpTo32(s),
        <= 64 => UpTo64(s),
        _ => Longer(s),
    };

    /// <summary>One fingerprint of two.</summary>
    public static ulong Concatenate(ulong first, ulong second)
    {
        const ulong Multiplier = 0xC6A4A7935BD1E995;
        unchecked
        {
            var mixed = (first ^ Multiplier ^ (Fold(second * Multiplier) * Multiplier)) * Multiplier;
            return Fold(Fold(mixed) * Multiplier);
        }
    }

    private static ulong UpTo16(ReadOnlySpan<byte> s)
    {
        unchecked
        {
            var n = (ulong)s.Length;
            var multiplier = K2 + n * 2;
            if (s.Length >= 8)
            {
                ulong a = Word(s, 0) + K2, b = Word(s, s.Length - 8);
                return Mix(Right(b, 37) * multiplier + a, (Right(a, 25) + b) * multiplier, multiplier);
            }
            if (s.Length >= 4)
                return Mix(n + ((ulong)Half(s, 0) << 3), Half(s, s.Length - 4), multiplier);
            if (s.Length == 0)
                return K2;
            var y = s[0] + ((uint)s[s.Length / 2] << 8);
            var z = (uint)s.Length + ((uint)s[^1] << 2);
            return Fold(y * K2 ^ z * K0) * K2;
        }
    }

    private static ulong UpTo32(ReadOnlySpan<byte> s)
    {
        unchecked
        {
            var multiplier = K2 + (ulong)s.Length * 2;
            ulong a = Word(s, 0) * K1, b = Word(s, 8), c = Word(s, s.Length - 8) * multiplier, d = Word(s, s.Length - 16) * K2;
            return Mix(Right(a + b, 43) + Right(c, 30) + d, a + Right(b + K2, 18) + c, multiplier);
        }
    }

    private static ulong UpTo64(ReadOnlySpan<byte> s)
    {
        unchecked
        {
            var multiplier = K2 + (ulong)s.Length * 2;
            ulong a = Word(s, 0) * K2, b = Word(s, 8), c = Word(s, s.Length - 8) * multiplier, d = Word(s, s.Length - 16) * K2;
            var y = Right(a + b, 43) + Right(c, 30) + d;
            var z = Mix(y, a + Right(b + K2, 18) + c, multiplier);
            ulong e = Word(s, 16) * multiplier, f = Word(s, 24);
            var g = (y + Word(s, s.Length - 32)) * multiplier;
            var h = (z + Word(s, s.Length - 24)) * multiplier;
            return Mix(Right(e + f, 43) + Right(g, 30) + h, e + Right(f + a, 18) + g, multiplier);
        }
    }

    // Blocks of 64 bytes, the last one ending with the text and so overlapping the one before.
    private static ulong Longer(ReadOnlySpan<byte> s)
    {
        unchecked
        {
            const ulong Seed = 81;
            ulong x = Seed * K2 + Word(s, 0), y = Seed * K1 + 113, z = Fold((Seed * K1 + 113) * K2 + 113) * K2;
            (ulong First, ulong Second) v = (0, 0), w = (0, 0);
            var blocks = (s.Length - 1) / 64;
            for (var block = 0; block < blocks; block++)
                Round(s[(64 * block)..], ref x, ref y, ref z, ref v, ref w, K1, 1);
            var multiplier = K1 + ((z & 0xFF) << 1);
            w.First += (ulong)((s.Length - 1) & 63);
            v.First += w.First;
            w.First += v.First;
            Round(s[^64..], ref x, ref y, ref z, ref v, ref w, multiplier, 9);
            return Mix(Mix(v.First, w.First, multiplier) + Fold(y) * K0 + z, Mix(v.Second, w.Second, multiplier) + x, multiplier);
        }
    }

    private static void Round(
        ReadOnlySpan<byte> s, ref ulong x, ref ulong y, ref ulong z, ref (ulong First, ulong Second) v, ref (ulong First, ulong Second) w,
        ulong multiplier, ulong factor)
    {
        unchecked
        {
            x = Right(x + y + v.First + Word(s, 8), 37) * multiplier ^ w.Second * factor;
            y = Right(y + v.Second + Word(s, 48), 42) * multiplier + v.First * factor + Word(s, 40);
            z = Right(z + w.First, 33) * multiplier;
            v = Weak(s, v.Second * multiplier, x + w.First);
            w = Weak(s[32..], z + w.Second, y + Word(s, 16));
            (x, z) = (z, x);
        }
    }

    private static (ulong First, ulong Second) Weak(ReadOnlySpan<byte> s, ulong a, ulong b)
    {
        unchecked
        {
            var start = a + Word(s, 0);
            var sum = start + Word(s, 8) + Word(s, 16);
            return (sum + Word(s, 24), Right(b + start + Word(s, 24), 21) + Right(sum, 44) + start);
        }
    }

    private static ulong Mix(ulong u, ulong v, ulong multiplier)
    {
        unchecked
        {
            var a = Fold((u ^ v) * multiplier);
            return Fold((v ^ a) * multiplier) * multiplier;
        }
    }

    private static ulong Fold(ulong value) => value ^ (value >> 47);

    private static ulong Right(ulong value, int shift) => BitOperations.RotateRight(value, shift);

    private static ulong Word(ReadOnlySpan<byte> s, int at) => BinaryPrimitives.ReadUInt64LittleEndian(s[at..]);

    private static uint Half(ReadOnlySpan<byte> s, int at) => BinaryPrimitives.ReadUInt32LittleEndian(s[at..]);
}
