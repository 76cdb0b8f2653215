using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>AVX-VNNI, where the left bytes are not negative: one instruction.</summary>
internal readonly struct NonNegativeVnniDot : IByteDot
{
    public static bool IsSupported => AvxVnni.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Prepare(Vector256<sbyte> a) => a.AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<sbyte> a, Vector256<byte> prepared, Vector256<sbyte> b) =>
        AvxVnni.MultiplyWideningAndAdd(sum, prepared, b);
}
