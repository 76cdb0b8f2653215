namespace Cornea.Layers;

/// <summary>The hashes of whole numbers inside a model: those of their decimal texts, as <see cref="FarmHash"/> and
/// <see cref="SipHash"/> compute them.</summary>
/// <remarks>Int64 holds the bits of what is unsigned in the definitions; sums and products wrap around in both.</remarks>
internal static class NumberHash
{
    private const long K0 = unchecked((long)0xC3A5C85C97CB3127), K1 = unchecked((long)0xB492B66FBE98F273);
    private const long K2 = unchecked((long)0x9AE16A3B2F90404F), Multiplier = unchecked((long)0xC6A4A7935BD1E995);

    /// <summary>The fingerprint of each number's text.</summary>
    /// <param name="numbers">Int64 of any shape.</param>
    public static Tensor Fingerprint(Tensor numbers)
    {
        var text = new DecimalText(numbers);
        var multiplier = text.Length * Of(2) + Of(K2);
        var upTo3 = Fold(((text.Byte(0) + text.ByteAt(text.Length.FloorDivide(Of(2))) * Of(256)) * Of(K2))
            ^ ((text.Length + text.ByteFromEnd(0) * Of(4)) * Of(K0))) * Of(K2);
        var upTo7 = Mix(text.Length + text.Word(0, 4) * Of(8), text.WordFromEnd(0, 4), multiplier);
        var (first, last) = (text.Word(0, 8), text.WordFromEnd(0, 8));
        var upTo16 = Mix(
            Right(last, 37) * multiplier + first + Of(K2), (Right(first + Of(K2), 25) + last) * multiplier, multiplier);
        var (a, b, c, d) = (first * Of(K1), text.Word(8, 8), last * multiplier, text.WordFromEnd(8, 8) * Of(K2));
        var longer = Mix(Right(a + b, 43) + Right(c, 30) + d, a + Right(b + Of(K2), 18) + c, multiplier);
        return Tensor.Where(text.Length < Of(4), upTo3, Tensor.Where(text.Length < Of(8), upTo7,
            Tensor.Where(text.Length <= Of(16), upTo16, longer)));
    }

    /// <summary>The keyed hash of each number's text.</summary>
    /// <param name="numbers">Int64 of any shape.</param>
    /// <param name="key0">The first half of the key.</param>
    /// <param name="key1">The second half.</param>
    public static Tensor Keyed(Tensor numbers, ulong key0, ulong key1)
    {
        var text = new DecimalText(numbers);
        Tensor[] start =
        [
            Start(key0 ^ 0x736F6D6570736575), Start(key1 ^ 0x646F72616E646F6D), Start(key0 ^ 0x6C7967656E657261),
            Start(key1 ^ 0x7465646279746573),
        ];
        // As many whole words as the text has, then what is left of it with its length in the highest byte.
        var one = Absorb(start, text.Word(0, 8));
        var two = Absorb(one, text.Word(8, 8));
        var (isUnder8, isUnder16) = (text.Length < Of(8), text.Length < Of(16));
        var rest = Tensor.Where(isUnder8, text.Word(0, 8), Tensor.Where(isUnder16, text.Word(8, 8), text.Word(16, 8)));
        var state = Absorb(
            [.. start.Select((_, i) => Tensor.Where(isUnder8, start[i], Tensor.Where(isUnder16, one[i], two[i])))],
            rest + text.Length * Of(1L << 56));
        state[2] ^= Of(0xFF);
        for (var i = 0; i < 4; i++)
        {
            state = Round(state);
        }
        return state[0] ^ state[1] ^ state[2] ^ state[3];

        Tensor Start(ulong value) => Tensor.ZerosLike(numbers) + Of(unchecked((long)value));
    }

    /// <summary>One fingerprint of two.</summary>
    public static Tensor Concatenate(Tensor first, Tensor second) =>
        Fold(Fold((first ^ Of(Multiplier) ^ (Fold(second * Of(Multiplier)) * Of(Multiplier))) * Of(Multiplier)) * Of(Multiplier));

    /// <summary>What is left of a hash, as an unsigned number, after a division.</summary>
    public static Tensor Modulo(Tensor hash, long divisor) =>
        ((Down(hash, 1) % Of(divisor)) * Of(2) + (hash & Of(1))) % Of(divisor);

    private static Tensor Mix(Tensor u, Tensor v, Tensor multiplier)
    {
        var a = Fold((u ^ v) * multiplier);
        return Fold((v ^ a) * multiplier) * multiplier;
    }

    private static Tensor Fold(Tensor value) => value ^ Down(value, 47);

    private static Tensor Right(Tensor value, int count) => Down(value, count) ^ (value * Of(1L << (64 - count)));

    private static Tensor Left(Tensor value, int count) => Right(value, 64 - count);

    // Zeros come in from above; the division is rounded down and brings in the sign.
    private static Tensor Down(Tensor value, int count) => value.FloorDivide(Of(1L << count)) & Of((1L << (64 - count)) - 1);

    private static Tensor Of(long value) => Tensor.From(value);

    private static Tensor[] Absorb(Tensor[] v, Tensor word)
    {
        var mixed = Round(Round([v[0], v[1], v[2], v[3] ^ word]));
        mixed[0] ^= word;
        return mixed;
    }

    private static Tensor[] Round(Tensor[] v)
    {
        var (v0, v2) = (v[0] + v[1], v[2] + v[3]);
        var (v1, v3) = (Left(v[1], 13) ^ v0, Left(v[3], 16) ^ v2);
        v0 = Left(v0, 32) + v3;
        v2 += v1;
        return [v0, Left(v1, 17) ^ v2, Left(v2, 32), Left(v3, 21) ^ v0];
    }
}
