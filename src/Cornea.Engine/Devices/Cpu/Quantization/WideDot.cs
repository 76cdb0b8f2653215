using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>For all bytes, on every machine: each byte of a lane is widened to 32 bits.</summary>
internal readonly struct WideDot : IByteDot
{
    public static bool IsSupported => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Prepare(Vector256<sbyte> a) => a.AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<sbyte> a, Vector256<byte> prepared, Vector256<sbyte> b)
    {
        var (x, y) = (a.AsInt32(), b.AsInt32());
        sum += ((x << 24) >> 24) * ((y << 24) >> 24);
        sum += ((x << 16) >> 24) * ((y << 16) >> 24);
        sum += ((x << 8) >> 24) * ((y << 8) >> 24);
        return sum + ((x >> 24) * (y >> 24));
    }
}
