using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>AVX-VNNI, where the right bytes are above -128: the sign of a left byte goes to the right one, as in
/// <see cref="SignedDot"/>.</summary>
internal readonly struct SignedVnniDot : IByteDot
{
    public static bool IsSupported => AvxVnni.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Prepare(Vector256<sbyte> a) => Avx2.Abs(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<sbyte> a, Vector256<byte> prepared, Vector256<sbyte> b) =>
        AvxVnni.MultiplyWideningAndAdd(sum, prepared, Avx2.Sign(b, a));
}
