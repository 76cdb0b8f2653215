using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>
/// AVX2, where the left bytes are not negative and the right ones are above -128: two products of at most 127 x 127 fit 16 bits, so
/// that the saturation of <c>vpmaddubsw</c> never happens.
/// </summary>
internal readonly struct NonNegativeDot : IByteDot
{
    public static bool IsSupported => Avx2.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Prepare(Vector256<sbyte> a) => a.AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<sbyte> a, Vector256<byte> prepared, Vector256<sbyte> b) => Avx2.Add(
        sum, Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(prepared, b), Vector256<short>.One));
}
