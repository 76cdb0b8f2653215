using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Measuring;

/// <summary>Independent chains of fused multiply-adds in registers, one tile for each thread.</summary>
/// <param name="threads">How many tiles there are.</param>
internal sealed class MultiplyAddWork(int threads) : TileWork
{
    private const int Chains = 12;
    private const int Steps = 50_000;
    private readonly float[] _results = new float[threads * 32];

    /// <summary>Floating-point operations of a tile.</summary>
    public static double Operations => 2.0 * Chains * Steps
        * (Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4);

    public override void RunTile(int tile, int worker) => _results[tile * 32] =
        Vector512.IsHardwareAccelerated ? Chain<Vector512<float>, Vector512Operations<float>>()
        : Vector256.IsHardwareAccelerated ? Chain<Vector256<float>, Vector256Operations<float>>()
        : Chain<Vector128<float>, Vector128Operations<float>>();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe float Chain<V, O>()
        where V : struct
        where O : struct, IVectorOperations<float, V>
    {
        V x = O.Create(0.999f), y = O.Create(0.001f);
        V c0 = y, c1 = y, c2 = y, c3 = y, c4 = y, c5 = y, c6 = y, c7 = y, c8 = y, c9 = y, c10 = y, c11 = y;
        for (int step = 0; step < Steps; step++)
        {
            c0 = O.MultiplyAdd(c0, x, y);
            c1 = O.MultiplyAdd(c1, x, y);
            c2 = O.MultiplyAdd(c2, x, y);
            c3 = O.MultiplyAdd(c3, x, y);
            c4 = O.MultiplyAdd(c4, x, y);
            c5 = O.MultiplyAdd(c5, x, y);
            c6 = O.MultiplyAdd(c6, x, y);
            c7 = O.MultiplyAdd(c7, x, y);
            c8 = O.MultiplyAdd(c8, x, y);
            c9 = O.MultiplyAdd(c9, x, y);
            c10 = O.MultiplyAdd(c10, x, y);
            c11 = O.MultiplyAdd(c11, x, y);
        }
        V sum = O.Add(O.Add(O.Add(c0, c1), O.Add(c2, c3)), O.Add(O.Add(c4, c5), O.Add(c6, c7)));
        sum = O.Add(sum, O.Add(O.Add(c8, c9), O.Add(c10, c11)));
        float* result = stackalloc float[16];
        O.Store(sum, result);
        return result[0];
    }
}
