using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>Loops over one row of float32 that kernels share.</summary>
internal static unsafe class RowFunctions
{
    /// <summary>e^(scale (x - shift)), element by element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ExpOfDifference(float* x, float shift, float scale, float* y, int count)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= count - 16; i += 16)
            {
                var scaled = (Vector512.Load(x + i) - Vector512.Create(shift)) * scale;
                FloatFunctions<Vector512<float>, Float512Operations>.Exp(scaled).Store(y + i);
            }
        }
        // Two at once: each step of one waits for the step before it, so that the other costs little more.
        for (; i <= count - 16; i += 16)
        {
            var first = FloatFunctions<Vector256<float>, Float256Operations>.Exp((Vector256.Load(x + i) - Vector256.Create(shift)) * scale);
            var second = FloatFunctions<Vector256<float>, Float256Operations>.Exp(
                (Vector256.Load(x + i + 8) - Vector256.Create(shift)) * scale);
            first.Store(y + i);
            second.Store(y + i + 8);
        }
        for (; i <= count - 8; i += 8)
            VectorMath.Exp((Vector256.Load(x + i) - Vector256.Create(shift)) * scale).Store(y + i);
        for (; i < count; i++)
            y[i] = VectorMath.Exp((x[i] - shift) * scale);
    }

    /// <summary>The largest of at least one element; any of them where one is not a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Largest(float* x, int count)
    {
        var (i, largest) = (0, x[0]);
        if (Vector512.IsHardwareAccelerated && count >= 32)
        {
            Vector512<float> first = Vector512.Load(x), second = Vector512.Load(x + 16);
            for (i = 32; i <= count - 32; i += 32)
            {
                first = Vector512.MaxNative(Vector512.Load(x + i), first);
                second = Vector512.MaxNative(Vector512.Load(x + i + 16), second);
            }
            first = Vector512.MaxNative(first, second);
            var most = Vector256.MaxNative(first.GetLower(), first.GetUpper());
            var half = Vector128.MaxNative(most.GetLower(), most.GetUpper());
            largest = MathF.Max(MathF.Max(half[0], half[1]), MathF.Max(half[2], half[3]));
        }
        else if (count >= 8)
        {
            var most = Vector256.Load(x);
            for (i = 8; i <= count - 8; i += 8)
                most = Vector256.MaxNative(Vector256.Load(x + i), most);
            var half = Vector128.MaxNative(most.GetLower(), most.GetUpper());
            largest = MathF.Max(MathF.Max(half[0], half[1]), MathF.Max(half[2], half[3]));
        }
        for (; i < count; i++)
            largest = MathF.Max(largest, x[i]);
        return largest;
    }

    /// <summary>x / divisor in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Divide(float* x, float divisor, int count)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= count - 16; i += 16)
                (Vector512.Load(x + i) / Vector512.Create(divisor)).Store(x + i);
        }
        for (; i <= count - 8; i += 8)
            (Vector256.Load(x + i) / Vector256.Create(divisor)).Store(x + i);
        for (; i < count; i++)
            x[i] /= divisor;
    }

    /// <summary>Has the loops compiled: each is called once.</summary>
    public static void Prepare()
    {
        var x = 1f;
        ExpOfDifference(&x, 0, 1, &x, 1);
        Largest(&x, 1);
        Divide(&x, 1, 1);
    }
}
