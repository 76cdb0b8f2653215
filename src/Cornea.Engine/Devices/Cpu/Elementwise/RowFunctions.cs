using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>Loops over one row of float32 that kernels share.</summary>
internal static unsafe class RowFunctions
{
    /// <summary>e^(x - shift), element by element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ExpOfDifference(float* x, float shift, float* y, int count)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= count - 16; i += 16)
                VectorMath.Exp(Vector512.Load(x + i) - Vector512.Create(shift)).Store(y + i);
        }
        for (; i <= count - 8; i += 8)
            VectorMath.Exp(Vector256.Load(x + i) - Vector256.Create(shift)).Store(y + i);
        for (; i < count; i++)
            y[i] = VectorMath.Exp(x[i] - shift);
    }
}
