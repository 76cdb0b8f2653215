using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>ARM's dot product, for all bytes.</summary>
internal readonly struct ArmDot : IByteDot
{
    public static bool IsSupported => Dp.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Prepare(Vector256<sbyte> a) => a.AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<sbyte> a, Vector256<byte> prepared, Vector256<sbyte> b) =>
        Vector256.Create(
            Dp.DotProduct(sum.GetLower(), a.GetLower(), b.GetLower()), Dp.DotProduct(sum.GetUpper(), a.GetUpper(), b.GetUpper()));
}
