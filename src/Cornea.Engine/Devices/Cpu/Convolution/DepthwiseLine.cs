using System.Runtime.CompilerServices;
using Cornea.Devices.Cpu.Matrix;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// A line of positions of a depthwise convolution, for one vector of channels. Each result is one chain of multiply-adds in the order of
/// the taps.
/// </summary>
internal static unsafe class DepthwiseLine<T, V, O>
    where T : unmanaged
    where V : struct
    where O : struct, IVectorOperations<T, V>
{
    /// <summary>3x3 taps: their weights stay in registers while the positions pass.</summary>
    /// <param name="x0">What the first position sees through its first tap.</param>
    /// <param name="x1">The same of the second row of taps.</param>
    /// <param name="x2">The same of the third.</param>
    /// <param name="second">Elements from one tap of a row to the next.</param>
    /// <param name="step">Elements from one position to the next in the image.</param>
    /// <param name="weights">The first tap's weights.</param>
    /// <param name="channels">Elements from one tap's weights to the next.</param>
    /// <param name="to">The first result.</param>
    /// <param name="toStep">Elements from one position's results to the next.</param>
    /// <param name="columns">How many positions.</param>
    /// <param name="finish">What is done to the sums before they are stored; null where nothing is.</param>
    /// <param name="left">Whether the first column of taps of the first position lies beside the image.</param>
    /// <param name="right">Whether the third column of taps of the last position, which is another one, does.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ThreeByThree(
        T* x0, T* x1, T* x2, nint second, nint step, T* weights, nint channels, T* to, nint toStep, int columns, TileFinish<T>* finish,
        bool left = false, bool right = false)
    {
        V bias = default, least = default, most = default;
        if (finish is not null)
            (bias, least, most) = (TileFinish<T>.BiasOf<V, O>(finish, 0), O.Create(finish->Least), O.Create(finish->Most));
        V w0 = O.Load(weights), w1 = O.Load(weights + channels), w2 = O.Load(weights + (2 * channels));
        V w3 = O.Load(weights + (3 * channels)), w4 = O.Load(weights + (4 * channels)), w5 = O.Load(weights + (5 * channels));
        V w6 = O.Load(weights + (6 * channels)), w7 = O.Load(weights + (7 * channels)), w8 = O.Load(weights + (8 * channels));
        nint third = 2 * second;
        if (left)
        {
            var a = O.MultiplyAdd(O.Load(x0 + second), w1, default);
            a = O.MultiplyAdd(O.Load(x0 + third), w2, a);
            a = O.MultiplyAdd(O.Load(x1 + second), w4, a);
            a = O.MultiplyAdd(O.Load(x1 + third), w5, a);
            a = O.MultiplyAdd(O.Load(x2 + second), w7, a);
            a = O.MultiplyAdd(O.Load(x2 + third), w8, a);
            Put(a, to, bias, least, most, finish);
            to += toStep;
            x0 += step;
            x1 += step;
            x2 += step;
            columns--;
        }
        if (right)
            columns--;
        for (; columns >= 2; columns -= 2)
        {
            T* y0 = x0 + step;
            T* y1 = x1 + step;
            T* y2 = x2 + step;
            var a = O.MultiplyAdd(O.Load(x0), w0, default);
            var b = O.MultiplyAdd(O.Load(y0), w0, default);
            a = O.MultiplyAdd(O.Load(x0 + second), w1, a);
            b = O.MultiplyAdd(O.Load(y0 + second), w1, b);
            a = O.MultiplyAdd(O.Load(x0 + third), w2, a);
            b = O.MultiplyAdd(O.Load(y0 + third), w2, b);
            a = O.MultiplyAdd(O.Load(x1), w3, a);
            b = O.MultiplyAdd(O.Load(y1), w3, b);
            a = O.MultiplyAdd(O.Load(x1 + second), w4, a);
            b = O.MultiplyAdd(O.Load(y1 + second), w4, b);
            a = O.MultiplyAdd(O.Load(x1 + third), w5, a);
            b = O.MultiplyAdd(O.Load(y1 + third), w5, b);
            a = O.MultiplyAdd(O.Load(x2), w6, a);
            b = O.MultiplyAdd(O.Load(y2), w6, b);
            a = O.MultiplyAdd(O.Load(x2 + second), w7, a);
            b = O.MultiplyAdd(O.Load(y2 + second), w7, b);
            a = O.MultiplyAdd(O.Load(x2 + third), w8, a);
            b = O.MultiplyAdd(O.Load(y2 + third), w8, b);
            Put(a, to, bias, least, most, finish);
            Put(b, to + toStep, bias, least, most, finish);
            to += 2 * toStep;
            x0 = y0 + step;
            x1 = y1 + step;
            x2 = y2 + step;
        }
        if (columns > 0)
        {
            var a = O.MultiplyAdd(O.Load(x0), w0, default);
            a = O.MultiplyAdd(O.Load(x0 + second), w1, a);
            a = O.MultiplyAdd(O.Load(x0 + third), w2, a);
            a = O.MultiplyAdd(O.Load(x1), w3, a);
            a = O.MultiplyAdd(O.Load(x1 + second), w4, a);
            a = O.MultiplyAdd(O.Load(x1 + third), w5, a);
            a = O.MultiplyAdd(O.Load(x2), w6, a);
            a = O.MultiplyAdd(O.Load(x2 + second), w7, a);
            a = O.MultiplyAdd(O.Load(x2 + third), w8, a);
            Put(a, to, bias, least, most, finish);
            to += toStep;
            x0 += step;
            x1 += step;
            x2 += step;
        }
        if (right)
        {
            var a = O.MultiplyAdd(O.Load(x0), w0, default);
            a = O.MultiplyAdd(O.Load(x0 + second), w1, a);
            a = O.MultiplyAdd(O.Load(x1), w3, a);
            a = O.MultiplyAdd(O.Load(x1 + second), w4, a);
            a = O.MultiplyAdd(O.Load(x2), w6, a);
            a = O.MultiplyAdd(O.Load(x2 + second), w7, a);
            Put(a, to, bias, least, most, finish);
        }
    }

    /// <summary>A position of which some columns of taps lie beside the image: those from first to last, which is exclusive, do not. The
    /// other parameters are those of <see cref="ThreeByThree"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Edge(T* x0, T* x1, T* x2, nint second, int first, int last, T* weights, nint channels, T* to,
        TileFinish<T>* finish)
    {
        V bias = default, least = default, most = default;
        if (finish is not null)
            (bias, least, most) = (TileFinish<T>.BiasOf<V, O>(finish, 0), O.Create(finish->Least), O.Create(finish->Most));
        V sum = default;
        for (var tap = first; tap < last; tap++)
            sum = O.MultiplyAdd(O.Load(x0 + (tap * second)), O.Load(weights + (tap * channels)), sum);
        for (var tap = first; tap < last; tap++)
            sum = O.MultiplyAdd(O.Load(x1 + (tap * second)), O.Load(weights + ((3 + tap) * channels)), sum);
        for (var tap = first; tap < last; tap++)
            sum = O.MultiplyAdd(O.Load(x2 + (tap * second)), O.Load(weights + ((6 + tap) * channels)), sum);
        Put(sum, to, bias, least, most, finish);
    }

    /// <summary>Any number of taps, each with its start from what the first position sees; the other parameters are those of
    /// <see cref="ThreeByThree"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Taps(
        T* x, nint step, int taps, nint* starts, T* weights, nint channels, T* to, nint toStep, int columns, TileFinish<T>* finish)
    {
        V bias = default, least = default, most = default;
        if (finish is not null)
            (bias, least, most) = (TileFinish<T>.BiasOf<V, O>(finish, 0), O.Create(finish->Least), O.Create(finish->Most));
        for (; columns >= 8; columns -= 8)
        {
            V sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default, sum6 = default,
                sum7 = default;
            var weight = weights;
            for (var tap = 0; tap < taps; tap++, weight += channels)
            {
                var w = O.Load(weight);
                var from = x + starts[tap];
                sum0 = O.MultiplyAdd(O.Load(from), w, sum0);
                sum1 = O.MultiplyAdd(O.Load(from + step), w, sum1);
                sum2 = O.MultiplyAdd(O.Load(from + (2 * step)), w, sum2);
                sum3 = O.MultiplyAdd(O.Load(from + (3 * step)), w, sum3);
                from += 4 * step;
                sum4 = O.MultiplyAdd(O.Load(from), w, sum4);
                sum5 = O.MultiplyAdd(O.Load(from + step), w, sum5);
                sum6 = O.MultiplyAdd(O.Load(from + (2 * step)), w, sum6);
                sum7 = O.MultiplyAdd(O.Load(from + (3 * step)), w, sum7);
            }
            Put(sum0, to, bias, least, most, finish);
            Put(sum1, to + toStep, bias, least, most, finish);
            Put(sum2, to + (2 * toStep), bias, least, most, finish);
            Put(sum3, to + (3 * toStep), bias, least, most, finish);
            to += 4 * toStep;
            Put(sum4, to, bias, least, most, finish);
            Put(sum5, to + toStep, bias, least, most, finish);
            Put(sum6, to + (2 * toStep), bias, least, most, finish);
            Put(sum7, to + (3 * toStep), bias, least, most, finish);
            to += 4 * toStep;
            x += 8 * step;
        }
        for (; columns > 0; columns--)
        {
            V sum = default;
            for (var tap = 0; tap < taps; tap++)
                sum = O.MultiplyAdd(O.Load(x + starts[tap]), O.Load(weights + (tap * channels)), sum);
            Put(sum, to, bias, least, most, finish);
            to += toStep;
            x += step;
        }
    }

    /// <summary>Any number of taps in narrow groups: for each tap, each channel of a group in turn is multiplied for all of its filters.
    /// Of the parameters, places are those of each group's channels in turn and the width is the channels of a group; the others are
    /// those of <see cref="Taps"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Groups(
        T* x, nint step, int taps, nint* starts, T* weights, nint channels, T* to, nint toStep, int columns, TileFinish<T>* finish,
        T* places, int width)
    {
        V bias = default, least = default, most = default;
        if (finish is not null)
            (bias, least, most) = (TileFinish<T>.BiasOf<V, O>(finish, 0), O.Create(finish->Least), O.Create(finish->Most));
        for (; columns >= 6; columns -= 6)
        {
            V sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default;
            var weight = weights;
            for (var tap = 0; tap < taps; tap++)
            {
                var from = x + starts[tap];
                V x0 = O.Load(from), x1 = O.Load(from + step), x2 = O.Load(from + (2 * step));
                from += 3 * step;
                V x3 = O.Load(from), x4 = O.Load(from + step), x5 = O.Load(from + (2 * step));
                var place = places;
                for (var of = 0; of < width; of++, weight += channels, place += GroupPlaces.Lanes)
                {
                    V w = O.Load(weight), p = O.Load(place);
                    sum0 = O.MultiplyAdd(O.Permute(x0, p), w, sum0);
                    sum1 = O.MultiplyAdd(O.Permute(x1, p), w, sum1);
                    sum2 = O.MultiplyAdd(O.Permute(x2, p), w, sum2);
                    sum3 = O.MultiplyAdd(O.Permute(x3, p), w, sum3);
                    sum4 = O.MultiplyAdd(O.Permute(x4, p), w, sum4);
                    sum5 = O.MultiplyAdd(O.Permute(x5, p), w, sum5);
                }
            }
            Put(sum0, to, bias, least, most, finish);
            Put(sum1, to + toStep, bias, least, most, finish);
            Put(sum2, to + (2 * toStep), bias, least, most, finish);
            to += 3 * toStep;
            Put(sum3, to, bias, least, most, finish);
            Put(sum4, to + toStep, bias, least, most, finish);
            Put(sum5, to + (2 * toStep), bias, least, most, finish);
            to += 3 * toStep;
            x += 6 * step;
        }
        for (; columns >= 2; columns -= 2)
        {
            V sum0 = default, sum1 = default;
            var weight = weights;
            for (var tap = 0; tap < taps; tap++)
            {
                V x0 = O.Load(x + starts[tap]), x1 = O.Load(x + starts[tap] + step);
                var place = places;
                for (var of = 0; of < width; of++, weight += channels, place += GroupPlaces.Lanes)
                {
                    V w = O.Load(weight), p = O.Load(place);
                    sum0 = O.MultiplyAdd(O.Permute(x0, p), w, sum0);
                    sum1 = O.MultiplyAdd(O.Permute(x1, p), w, sum1);
                }
            }
            Put(sum0, to, bias, least, most, finish);
            Put(sum1, to + toStep, bias, least, most, finish);
            to += 2 * toStep;
            x += 2 * step;
        }
        if (columns > 0)
        {
            V sum = default;
            var weight = weights;
            for (var tap = 0; tap < taps; tap++)
            {
                var x0 = O.Load(x + starts[tap]);
                for (var of = 0; of < width; of++, weight += channels)
                    sum = O.MultiplyAdd(O.Permute(x0, O.Load(places + (of * GroupPlaces.Lanes))), O.Load(weight), sum);
            }
            Put(sum, to, bias, least, most, finish);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(V sum, T* to, V bias, V least, V most, TileFinish<T>* finish) =>
        O.Store(finish is null ? sum : TileFinish<T>.Apply<V, O>(sum, to, bias, least, most, finish), to);
}
