using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cornea.Backends.Cpu;

/// <summary>Windows of two by two that stand side by side, the most usual.</summary>
internal static unsafe class PoolPairs<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The gradient of the largest of four: it goes to the first that is as large, the others get 0. A NaN is larger than any number.</summary>
    /// <param name="x">The first pixel of the upper row.</param>
    /// <param name="xRow">Elements from one row to the next.</param>
    /// <param name="xPixel">Elements from one pixel to the next.</param>
    /// <param name="gradient">The first place.</param>
    /// <param name="place">Elements from one place to the next.</param>
    /// <param name="target">The first pixel of the upper row of the result.</param>
    /// <param name="targetRow">Elements from one row of it to the next.</param>
    /// <param name="targetPixel">Elements from one pixel of it to the next.</param>
    /// <param name="places">Windows.</param>
    /// <param name="channels">Channels of each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(
        T* x, nint xRow, nint xPixel, T* gradient, nint place, T* target, nint targetRow, nint targetPixel, int places, int channels)
    {
        T* x0 = x, x2 = x0 + xRow, d0 = target, d2 = d0 + targetRow;
        for (var column = 0; column < places; column++)
        {
            T* x1 = x0 + xPixel, x3 = x2 + xPixel, d1 = d0 + targetPixel, d3 = d2 + targetPixel;
            var i = 0;
            for (; i + Vector<T>.Count <= channels; i += Vector<T>.Count)
            {
                Vector<T> a = Vector.Load(x0 + i), b = Vector.Load(x1 + i), c = Vector.Load(x2 + i), d = Vector.Load(x3 + i);
                var largest = Vector.Max(Vector.Max(a, b), Vector.Max(c, d));
                var g = Vector.Load(gradient + i);
                // Where the largest is NaN, the first NaN has it: unequal to itself counts as equal to the largest there.
                var isNumber = Vector.Equals(largest, largest);
                var isA = Vector.Equals(a, largest) | ~(Vector.Equals(a, a) | isNumber);
                var isB = (Vector.Equals(b, largest) | ~(Vector.Equals(b, b) | isNumber)) & ~isA;
                var isC = (Vector.Equals(c, largest) | ~(Vector.Equals(c, c) | isNumber)) & ~(isA | isB);
                var isD = ~(isA | isB | isC);
                Vector.Store(g & isA, d0 + i);
                Vector.Store(g & isB, d1 + i);
                Vector.Store(g & isC, d2 + i);
                Vector.Store(g & isD, d3 + i);
            }
            for (; i < channels; i++)
            {
                var largest = T.Max(T.Max(x0[i], x1[i]), T.Max(x2[i], x3[i]));
                var which = Is(x0[i], largest) ? 0 : Is(x1[i], largest) ? 1 : Is(x2[i], largest) ? 2 : 3;
                d0[i] = which == 0 ? gradient[i] : T.Zero;
                d1[i] = which == 1 ? gradient[i] : T.Zero;
                d2[i] = which == 2 ? gradient[i] : T.Zero;
                d3[i] = which == 3 ? gradient[i] : T.Zero;
            }
            x0 = x1 + xPixel;
            x2 = x3 + xPixel;
            d0 = d1 + targetPixel;
            d2 = d3 + targetPixel;
            gradient += place;
        }
    }

    private static bool Is(T x, T largest) => x == largest || (T.IsNaN(x) && T.IsNaN(largest));
}
