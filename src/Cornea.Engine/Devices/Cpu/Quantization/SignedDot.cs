using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>
/// AVX2, where the right bytes are above -128: the sign of a left byte goes to the right one, so that the left factor is without a sign.
/// Two products of at most 128 x 127 fit 16 bits.
/// </summary>
internal readonly struct SignedDot : IByteDot
{
    public static bool IsSupported => Avx2.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Prepare(Vector256<sbyte> a) => Avx2.Abs(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<sbyte> a, Vector256<byte> prepared, Vector256<sbyte> b) => Avx2.Add(
        sum, Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(prepared, Avx2.Sign(b, a)), Vector256<short>.One));
}
