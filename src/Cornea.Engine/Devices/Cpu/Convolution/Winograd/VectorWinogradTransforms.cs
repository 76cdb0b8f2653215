using System.Runtime.CompilerServices;
using Cornea.Devices.Cpu.Matrix;

namespace Cornea.Devices.Cpu.Convolution.Winograd;

/// <summary>
/// The transforms of F(4x4, 3x3): four adjacent results of a convolution with three taps are
/// <c>At((G g) * (Bt d))</c>, six multiplications instead of twelve, along each axis. All three come from evaluating polynomials at
/// the points 0, a, -a, b, -b and infinity (S. Winograd, 1980; A. Lavin and S. Gray, 2016). The gradient by the kernel is the same
/// with three results of four taps.
/// </summary>
/// <remarks>
/// The points are 2/3 and 3/2: their product is 1, which saves multiplications, and their powers lie near 1, which keeps the rounding
/// at twice that of direct sums (with the usual 1 and 2 it is four times).
/// </remarks>
/// <typeparam name="V">The vector; a transform runs along channels or filters.</typeparam>
/// <typeparam name="O">The operations on the vector.</typeparam>
internal sealed unsafe class VectorWinogradTransforms<V, O> : WinogradTransforms
    where V : struct
    where O : struct, IVectorOperations<float, V>
{
    private const double First = 2.0 / 3, Second = 3.0 / 2; // the points a and b
    private const double FirstSquare = First * First, SecondSquare = Second * Second;
    private const double FirstScale = 1 / (2 * FirstSquare * (FirstSquare - SecondSquare)),
        SecondScale = 1 / (2 * SecondSquare * (SecondSquare - FirstSquare));

    public override int Lanes => O.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Input(float** pixels, int channels, float* target, nint step, float* scratch)
    {
        for (nint channel = 0; channel < channels; channel += O.Count)
        {
            for (var column = 0; column < Points; column++)
            {
                var p = pixels + column;
                InputLine(
                    O.Load(p[0] + channel), O.Load(p[Points] + channel), O.Load(p[2 * Points] + channel), O.Load(p[3 * Points] + channel),
                    O.Load(p[4 * Points] + channel), O.Load(p[5 * Points] + channel), scratch + (column * O.Count), Points * O.Count);
            }
            for (var row = 0; row < Points; row++)
            {
                var line = scratch + (row * Points * O.Count);
                InputLine(
                    O.Load(line), O.Load(line + O.Count), O.Load(line + (2 * O.Count)), O.Load(line + (3 * O.Count)),
                    O.Load(line + (4 * O.Count)),
                    O.Load(line + (5 * O.Count)), target + channel + (row * Points * step), step);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Filter(float* taps, nint tapStep, int width, float* target, nint step, float* scratch)
    {
        for (nint filter = 0; filter < width; filter += O.Count)
        {
            for (var column = 0; column < Taps; column++)
            {
                var tap = taps + filter + (column * tapStep);
                FilterLine(O.Load(tap), O.Load(tap + (Taps * tapStep)), O.Load(tap + (2 * Taps * tapStep)), scratch + (column * O.Count),
                    Taps * O.Count);
            }
            for (var row = 0; row < Points; row++)
            {
                var line = scratch + (row * Taps * O.Count);
                FilterLine(O.Load(line), O.Load(line + O.Count), O.Load(line + (2 * O.Count)), target + filter + (row * Points * step),
                    step);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Output(float* product, nint step, int width, float* target, nint line, nint pixel, int rows, int columns,
        float* scratch)
    {
        for (nint filter = 0; filter < width; filter += O.Count)
        {
            for (var column = 0; column < Points; column++)
            {
                var from = product + filter + (column * step);
                OutputLine(from, Points * step, scratch + (column * O.Count), Points * O.Count, Side);
            }
            for (var row = 0; row < rows; row++)
                OutputLine(scratch + (row * Points * O.Count), O.Count, target + filter + (row * line), pixel, columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Gradient(float** pixels, int filters, float* target, nint step, float* scratch)
    {
        for (nint filter = 0; filter < filters; filter += O.Count)
        {
            for (var column = 0; column < Side; column++)
            {
                var p = pixels + column;
                GradientLine(
                    O.Load(p[0] + filter), O.Load(p[Side] + filter), O.Load(p[2 * Side] + filter), O.Load(p[3 * Side] + filter),
                    scratch + (column * O.Count), Side * O.Count);
            }
            for (var row = 0; row < Points; row++)
            {
                var line = scratch + (row * Side * O.Count);
                GradientLine(
                    O.Load(line), O.Load(line + O.Count), O.Load(line + (2 * O.Count)), O.Load(line + (3 * O.Count)),
                    target + filter + (row * Points * step), step);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void KernelGradient(float* sums, nint step, int width, float* target, nint tapStep, float* scratch)
    {
        for (nint filter = 0; filter < width; filter += O.Count)
        {
            for (var column = 0; column < Points; column++)
                KernelLine(sums + filter + (column * step), Points * step, scratch + (column * O.Count), Points * O.Count);
            for (var row = 0; row < Taps; row++)
                KernelLine(scratch + (row * Points * O.Count), O.Count, target + filter + (row * Taps * tapStep), tapStep);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Constant(double value) => O.Create((float)value);

    // Bt d: six values at the six points, times what the points differ from each other by.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputLine(V d0, V d1, V d2, V d3, V d4, V d5, float* to, nint step)
    {
        var squares = Constant(-(FirstSquare + SecondSquare));
        O.Store(O.MultiplyAdd(squares, d2, O.Add(d0, d4)), to);
        var even = O.MultiplyAdd(Constant(-SecondSquare), d2, d4);
        var odd = O.MultiplyAdd(Constant(-Second), d1, O.Multiply(Constant(First), d3));
        O.Store(O.Add(even, odd), to + step);
        O.Store(O.Subtract(even, odd), to + (2 * step));
        even = O.MultiplyAdd(Constant(-FirstSquare), d2, d4);
        odd = O.MultiplyAdd(Constant(-First), d1, O.Multiply(Constant(Second), d3));
        O.Store(O.Add(even, odd), to + (3 * step));
        O.Store(O.Subtract(even, odd), to + (4 * step));
        O.Store(O.MultiplyAdd(squares, d3, O.Add(d1, d5)), to + (5 * step));
    }

    // G g: three taps at the six points.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FilterLine(V g0, V g1, V g2, float* to, nint step)
    {
        O.Store(g0, to);
        var even = O.MultiplyAdd(Constant(FirstSquare * FirstScale), g2, O.Multiply(Constant(FirstScale), g0));
        var odd = O.Multiply(Constant(First * FirstScale), g1);
        O.Store(O.Add(even, odd), to + step);
        O.Store(O.Subtract(even, odd), to + (2 * step));
        even = O.MultiplyAdd(Constant(SecondSquare * SecondScale), g2, O.Multiply(Constant(SecondScale), g0));
        odd = O.Multiply(Constant(Second * SecondScale), g1);
        O.Store(O.Add(even, odd), to + (3 * step));
        O.Store(O.Subtract(even, odd), to + (4 * step));
        O.Store(g2, to + (5 * step));
    }

    // G g for four taps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientLine(V g0, V g1, V g2, V g3, float* to, nint step)
    {
        O.Store(g0, to);
        var even = O.MultiplyAdd(Constant(FirstSquare * FirstScale), g2, O.Multiply(Constant(FirstScale), g0));
        var odd = O.MultiplyAdd(Constant(FirstSquare * First * FirstScale), g3, O.Multiply(Constant(First * FirstScale), g1));
        O.Store(O.Add(even, odd), to + step);
        O.Store(O.Subtract(even, odd), to + (2 * step));
        even = O.MultiplyAdd(Constant(SecondSquare * SecondScale), g2, O.Multiply(Constant(SecondScale), g0));
        odd = O.MultiplyAdd(Constant(SecondSquare * Second * SecondScale), g3, O.Multiply(Constant(Second * SecondScale), g1));
        O.Store(O.Add(even, odd), to + (3 * step));
        O.Store(O.Subtract(even, odd), to + (4 * step));
        O.Store(g3, to + (5 * step));
    }

    // At m: six points to the first `count` of four results.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputLine(float* from, nint fromStep, float* to, nint toStep, int count)
    {
        V m1 = O.Load(from + fromStep), m2 = O.Load(from + (2 * fromStep)), m3 = O.Load(from + (3 * fromStep)),
            m4 = O.Load(from + (4 * fromStep));
        V firstEven = O.Add(m1, m2), firstOdd = O.Subtract(m1, m2), secondEven = O.Add(m3, m4), secondOdd = O.Subtract(m3, m4);
        O.Store(O.Add(O.Load(from), O.Add(firstEven, secondEven)), to);
        if (count > 1)
            O.Store(O.MultiplyAdd(Constant(Second), secondOdd, O.Multiply(Constant(First), firstOdd)), to + toStep);
        if (count > 2)
            O.Store(O.MultiplyAdd(Constant(SecondSquare), secondEven, O.Multiply(Constant(FirstSquare), firstEven)), to + (2 * toStep));
        if (count > 3)
        {
            var last = O.MultiplyAdd(Constant(FirstSquare * First), firstOdd, O.Load(from + (5 * fromStep)));
            O.Store(O.MultiplyAdd(Constant(SecondSquare * Second), secondOdd, last), to + (3 * toStep));
        }
    }

    // At m: six points to three taps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void KernelLine(float* from, nint fromStep, float* to, nint toStep)
    {
        V m1 = O.Load(from + fromStep), m2 = O.Load(from + (2 * fromStep)), m3 = O.Load(from + (3 * fromStep)),
            m4 = O.Load(from + (4 * fromStep));
        V firstEven = O.Add(m1, m2), secondEven = O.Add(m3, m4);
        O.Store(O.Add(O.Load(from), O.Add(firstEven, secondEven)), to);
        O.Store(O.MultiplyAdd(Constant(Second), O.Subtract(m3, m4), O.Multiply(Constant(First), O.Subtract(m1, m2))), to + toStep);
        var last = O.MultiplyAdd(Constant(FirstSquare), firstEven, O.Load(from + (5 * fromStep)));
        O.Store(O.MultiplyAdd(Constant(SecondSquare), secondEven, last), to + (2 * toStep));
    }
}
