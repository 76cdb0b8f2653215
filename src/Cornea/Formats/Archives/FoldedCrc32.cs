using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace Cornea.Formats;

/// <summary>
/// CRC-32 by the processor: on x64 64 bytes a step are folded by carry-less products, 256 where it has them in 512 bits, on Arm eight
/// bytes by its own instruction. The method: V. Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
/// Instruction", Intel, 2009; the constants are powers of x modulo the polynomial, bits reversed.
/// </summary>
internal static class FoldedCrc32
{
    private const int Step = 64;
    private const int Lane = 16;
    private const int WideStep = 4 * Step;

    /// <summary>Goes on with a checksum over the first bytes, as many as it is good for.</summary>
    /// <param name="state">The inverted checksum so far; the one after the bytes that were taken.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>How many bytes were taken; the rest is for the tables.</returns>
    public static int Append(ref uint state, ReadOnlySpan<byte> bytes)
    {
        if (ArmCrc32.Arm64.IsSupported)
        {
            return AppendWords(ref state, bytes);
        }
        return Pclmulqdq.IsSupported && bytes.Length >= 2 * Step ? Fold(ref state, bytes) : 0;
    }

    private static int AppendWords(ref uint state, ReadOnlySpan<byte> bytes)
    {
        int taken = bytes.Length & -sizeof(ulong);
        for (int at = 0; at < taken; at += sizeof(ulong))
        {
            state = ArmCrc32.Arm64.ComputeCrc32(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]));
        }
        return taken;
    }

    private static int Fold(ref uint state, ReadOnlySpan<byte> bytes)
    {
        var by512 = Vector128.Create(0x0154442bd4, 0x01c6e41596);
        var by128 = Vector128.Create(0x01751997d0, 0x00ccaa009e);
        Vector128<long> first, second, third, fourth;
        int at;
        if (Pclmulqdq.V512.IsSupported && bytes.Length >= 2 * WideStep)
        {
            at = FoldWide(state, bytes, out Vector512<long> folded);
            (first, second) = (folded.GetLower().GetLower(), folded.GetLower().GetUpper());
            (third, fourth) = (folded.GetUpper().GetLower(), folded.GetUpper().GetUpper());
        }
        else
        {
            first = Load(bytes, 0) ^ Vector128.CreateScalar((long)state);
            (second, third, fourth) = (Load(bytes, Lane), Load(bytes, 2 * Lane), Load(bytes, 3 * Lane));
            at = Step;
        }
        for (; at <= bytes.Length - Step; at += Step)
        {
            first = Folded(first, by512) ^ Load(bytes, at);
            second = Folded(second, by512) ^ Load(bytes, at + Lane);
            third = Folded(third, by512) ^ Load(bytes, at + 2 * Lane);
            fourth = Folded(fourth, by512) ^ Load(bytes, at + 3 * Lane);
        }
        first = Folded(first, by128) ^ second;
        first = Folded(first, by128) ^ third;
        first = Folded(first, by128) ^ fourth;
        for (; at <= bytes.Length - Lane; at += Lane)
        {
            first = Folded(first, by128) ^ Load(bytes, at);
        }
        state = Reduced(first, by128);
        return at;
    }

    // The remainder of the first bytes in 512 bits; how many bytes they are.
    private static int FoldWide(uint state, ReadOnlySpan<byte> bytes, out Vector512<long> folded)
    {
        var by2048 = Vector512.Create(Vector256.Create(Vector128.Create(0x011542778a, 0x01322d1430)));
        var by512 = Vector512.Create(Vector256.Create(Vector128.Create(0x0154442bd4, 0x01c6e41596)));
        Vector512<long> first = LoadWide(bytes, 0) ^ Vector512.CreateScalar((long)state);
        Vector512<long> second = LoadWide(bytes, Step), third = LoadWide(bytes, 2 * Step), fourth = LoadWide(bytes, 3 * Step);
        int at = WideStep;
        for (; at <= bytes.Length - WideStep; at += WideStep)
        {
            first = Folded(first, by2048) ^ LoadWide(bytes, at);
            second = Folded(second, by2048) ^ LoadWide(bytes, at + Step);
            third = Folded(third, by2048) ^ LoadWide(bytes, at + 2 * Step);
            fourth = Folded(fourth, by2048) ^ LoadWide(bytes, at + 3 * Step);
        }
        first = Folded(first, by512) ^ second;
        first = Folded(first, by512) ^ third;
        folded = Folded(first, by512) ^ fourth;
        return at;
    }

    private static Vector512<long> LoadWide(ReadOnlySpan<byte> bytes, int at) => Vector512.Create(bytes.Slice(at, Step)).AsInt64();

    private static Vector512<long> Folded(Vector512<long> value, Vector512<long> factors) =>
        Pclmulqdq.V512.CarrylessMultiply(value, factors, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(value, factors, 0x11);

    private static Vector128<long> Load(ReadOnlySpan<byte> bytes, int at) => Vector128.Create(bytes.Slice(at, Lane)).AsInt64();

    private static Vector128<long> Folded(Vector128<long> value, Vector128<long> factors) =>
        Pclmulqdq.CarrylessMultiply(value, factors, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, factors, 0x11);

    // 128 bits to 64, to 32, and Barrett's reduction to the remainder.
    private static uint Reduced(Vector128<long> value, Vector128<long> by128)
    {
        var low = Vector128.Create(0xFFFFFFFFL, 0xFFFFFFFFL);
        var by64 = Vector128.Create(0x0163cd6124, 0L);
        var polynomial = Vector128.Create(0x01db710641, 0x01f7011641);
        value = Pclmulqdq.CarrylessMultiply(value, by128, 0x10) ^ Vector128.CreateScalar(value.GetElement(1));
        Vector128<long> upper = Vector128.Create((value.AsUInt64().GetElement(0) >> 32 | value.AsUInt64().GetElement(1) << 32),
            value.AsUInt64().GetElement(1) >> 32).AsInt64();
        value = Pclmulqdq.CarrylessMultiply(value & low, by64, 0x00) ^ upper;
        Vector128<long> quotient = Pclmulqdq.CarrylessMultiply(value & low, polynomial, 0x10) & low;
        return (value ^ Pclmulqdq.CarrylessMultiply(quotient, polynomial, 0x00)).AsUInt32().GetElement(1);
    }
}
