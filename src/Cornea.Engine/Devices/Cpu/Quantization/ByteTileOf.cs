using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>The sums by one way of multiplying bytes.</summary>
/// <typeparam name="D">The way.</typeparam>
internal sealed unsafe class ByteTile<D> : ByteTile
    where D : struct, IByteDot
{
    private const int Lanes = 8;
    private const int Bytes = Lanes * Quad;

    public override void Multiply(int rows, int quads, sbyte* a, nint aStep, sbyte* b, int* c, nint cStep, bool accumulates)
    {
        if (rows == 1)
            One(quads, a, b, c, accumulates);
        else
            Four(rows, quads, a, aStep, b, c, cStep, accumulates);
    }

    // Where there are fewer rows, the last one is computed again, and stored to the same place.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(int rows, int quads, sbyte* a, nint aStep, sbyte* b, int* c, nint cStep, bool accumulates)
    {
        sbyte* a1 = a + aStep, a2 = rows > 2 ? a1 + aStep : a1, a3 = rows > 3 ? a2 + aStep : a2;
        int* c1 = c + cStep, c2 = rows > 2 ? c1 + cStep : c1, c3 = rows > 3 ? c2 + cStep : c2;
        Vector256<int> s0 = default, t0 = default, s1 = default, t1 = default, s2 = default, t2 = default, s3 = default, t3 = default;
        if (accumulates)
        {
            (s0, t0) = (Vector256.Load(c), Vector256.Load(c + Lanes));
            (s1, t1) = (Vector256.Load(c1), Vector256.Load(c1 + Lanes));
            (s2, t2) = (Vector256.Load(c2), Vector256.Load(c2 + Lanes));
            (s3, t3) = (Vector256.Load(c3), Vector256.Load(c3 + Lanes));
        }
        for (nint k = 0; k < (nint)quads * Quad; k += Quad)
        {
            var (left, right) = (Vector256.Load(b), Vector256.Load(b + Bytes));
            b += 2 * Bytes;
            var x = Spread(a + k);
            var y = D.Prepare(x);
            s0 = D.Add(s0, x, y, left);
            t0 = D.Add(t0, x, y, right);
            x = Spread(a1 + k);
            y = D.Prepare(x);
            s1 = D.Add(s1, x, y, left);
            t1 = D.Add(t1, x, y, right);
            x = Spread(a2 + k);
            y = D.Prepare(x);
            s2 = D.Add(s2, x, y, left);
            t2 = D.Add(t2, x, y, right);
            x = Spread(a3 + k);
            y = D.Prepare(x);
            s3 = D.Add(s3, x, y, left);
            t3 = D.Add(t3, x, y, right);
        }
        s0.Store(c);
        t0.Store(c + Lanes);
        s1.Store(c1);
        t1.Store(c1 + Lanes);
        s2.Store(c2);
        t2.Store(c2 + Lanes);
        s3.Store(c3);
        t3.Store(c3 + Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(int quads, sbyte* a, sbyte* b, int* c, bool accumulates)
    {
        Vector256<int> s = default, t = default;
        if (accumulates)
            (s, t) = (Vector256.Load(c), Vector256.Load(c + Lanes));
        for (nint k = 0; k < (nint)quads * Quad; k += Quad)
        {
            var x = Spread(a + k);
            var y = D.Prepare(x);
            s = D.Add(s, x, y, Vector256.Load(b));
            t = D.Add(t, x, y, Vector256.Load(b + Bytes));
            b += 2 * Bytes;
        }
        s.Store(c);
        t.Store(c + Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<sbyte> Spread(sbyte* four) => Vector256.Create(*(int*)four).AsSByte();
}
