using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>
/// The innermost loop of every product and convolution: a tile of C is kept in registers while k runs. k may be cut into runs, since
/// the elements that a window sees are contiguous only along its last axis; where each run starts in A and B is read from tables. So
/// A is the image itself and no patches are ever written.
/// </summary>
/// <typeparam name="T">The element.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
/// <typeparam name="O">The operations on the vector.</typeparam>
internal static unsafe class RegisterTile<T, V, O>
    where T : unmanaged
    where V : struct
    where O : struct, IVectorOperations<T, V>
{
    /// <summary>C[i, j] = (C[i, j] +) sum over runs r and k of A[aStarts[r] + i * aRow + k * aStep] * B[bStarts[r] + k * bStep +
    /// j].</summary>
    /// <param name="runs">The number of runs, at least 1.</param>
    /// <param name="aStarts">Elements from A's first to the start of each run.</param>
    /// <param name="bStarts">Elements from B's first to the start of each run.</param>
    /// <param name="depth">The number of terms of a run, at least 1.</param>
    /// <param name="a">A's first element.</param>
    /// <param name="aRow">Elements from one row of A to the next.</param>
    /// <param name="aStep">Elements from one k of A to the next.</param>
    /// <param name="b">B's first element; a row of the tile is contiguous.</param>
    /// <param name="bStep">Elements from one k of B to the next.</param>
    /// <param name="c">C's first element; a row of the tile is contiguous.</param>
    /// <param name="cRow">Elements from one row of C to the next.</param>
    /// <param name="accumulate">Whether the sum is added to what C holds.</param>
    /// <param name="ahead">What is read after this tile: each k asks for its next cache line.</param>
    /// <param name="finish">What is done to the sums before they are stored; null where nothing is.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<S>(
        int runs, nint* aStarts, nint* bStarts, nint depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow, bool accumulate,
        ReadAhead ahead = default, TileFinish<T>* finish = null)
        where S : struct, IKernelShape
    {
        V c0a = default, c0b = default;
        V c1a = default, c1b = default;
        V c2a = default, c2b = default;
        V c3a = default, c3b = default;
        V c4a = default, c4b = default;
        V c5a = default, c5b = default;
        V c6a = default, c6b = default;
        V c7a = default, c7b = default;
        V c8a = default, c8b = default;
        V c9a = default, c9b = default;
        V c10a = default, c10b = default;
        V c11a = default, c11b = default;
        V c12a = default, c12b = default;
        byte* line = ahead.First is null ? (byte*)c : ahead.First;
        nint lineStep = ahead.Step;
        nint* places = ahead.Places;
        for (int run = 0; run < runs; run++)
        {
            T* a0 = a + aStarts[run];
            T* right = b + bStarts[run];
            T* a3 = a0 + (3 * aRow);
            T* a6 = a0 + (IsPooled<S>() ? finish->Line : 6 * aRow);
            T* a9 = a6 + (3 * aRow);
            T* a12 = a6 + (6 * aRow);
            nint left = depth;
            do
            {
                V b0 = O.Load(right);
                V b1 = S.Vectors > 1 ? O.Load(right + O.Count) : default;
                if (S.Asks)
                {
                    if (Sse.IsSupported) Sse.Prefetch0(line + places[left]);
                }
                else
                {
                    if (Sse.IsSupported) Sse.Prefetch0(line);
                    line += lineStep;
                }
                V x = O.Create(*a0);
                c0a = O.MultiplyAdd(x, b0, c0a);
                if (S.Vectors > 1) c0b = O.MultiplyAdd(x, b1, c0b);
                if (S.Rows > 1)
                {
                    x = O.Create(a0[aRow]);
                    c1a = O.MultiplyAdd(x, b0, c1a);
                    if (S.Vectors > 1) c1b = O.MultiplyAdd(x, b1, c1b);
                }
                if (S.Rows > 2)
                {
                    x = O.Create(a0[2 * aRow]);
                    c2a = O.MultiplyAdd(x, b0, c2a);
                    if (S.Vectors > 1) c2b = O.MultiplyAdd(x, b1, c2b);
                }
                if (S.Rows > 3)
                {
                    x = O.Create(*a3);
                    c3a = O.MultiplyAdd(x, b0, c3a);
                    if (S.Vectors > 1) c3b = O.MultiplyAdd(x, b1, c3b);
                }
                if (S.Rows > 4)
                {
                    x = O.Create(a3[aRow]);
                    c4a = O.MultiplyAdd(x, b0, c4a);
                    if (S.Vectors > 1) c4b = O.MultiplyAdd(x, b1, c4b);
                }
                if (S.Rows > 5)
                {
                    x = O.Create(a3[2 * aRow]);
                    c5a = O.MultiplyAdd(x, b0, c5a);
                    if (S.Vectors > 1) c5b = O.MultiplyAdd(x, b1, c5b);
                }
                if (S.Rows > 6)
                {
                    x = O.Create(*a6);
                    c6a = O.MultiplyAdd(x, b0, c6a);
                    if (S.Vectors > 1) c6b = O.MultiplyAdd(x, b1, c6b);
                }
                if (S.Rows > 7)
                {
                    x = O.Create(a6[aRow]);
                    c7a = O.MultiplyAdd(x, b0, c7a);
                    if (S.Vectors > 1) c7b = O.MultiplyAdd(x, b1, c7b);
                }
                if (S.Rows > 8)
                {
                    x = O.Create(a6[2 * aRow]);
                    c8a = O.MultiplyAdd(x, b0, c8a);
                    if (S.Vectors > 1) c8b = O.MultiplyAdd(x, b1, c8b);
                }
                if (S.Rows > 9)
                {
                    x = O.Create(*a9);
                    c9a = O.MultiplyAdd(x, b0, c9a);
                    if (S.Vectors > 1) c9b = O.MultiplyAdd(x, b1, c9b);
                }
                if (S.Rows > 10)
                {
                    x = O.Create(a9[aRow]);
                    c10a = O.MultiplyAdd(x, b0, c10a);
                    if (S.Vectors > 1) c10b = O.MultiplyAdd(x, b1, c10b);
                }
                if (S.Rows > 11)
                {
                    x = O.Create(a9[2 * aRow]);
                    c11a = O.MultiplyAdd(x, b0, c11a);
                    if (S.Vectors > 1) c11b = O.MultiplyAdd(x, b1, c11b);
                }
                if (S.Rows > 12)
                {
                    x = O.Create(*a12);
                    c12a = O.MultiplyAdd(x, b0, c12a);
                    if (S.Vectors > 1) c12b = O.MultiplyAdd(x, b1, c12b);
                }
                a0 += aStep;
                if (S.Rows > 3) a3 += aStep;
                if (S.Rows > 6) a6 += aStep;
                if (S.Rows > 9) a9 += aStep;
                if (S.Rows > 12) a12 += aStep;
                right += bStep;
            }
            while (--left > 0);
        }

        if (finish is null)
        {
            Finish<S>(c0a, c0b, c, accumulate);
            if (S.Rows > 1) Finish<S>(c1a, c1b, c + (1 * cRow), accumulate);
            if (S.Rows > 2) Finish<S>(c2a, c2b, c + (2 * cRow), accumulate);
            if (S.Rows > 3) Finish<S>(c3a, c3b, c + (3 * cRow), accumulate);
            if (S.Rows > 4) Finish<S>(c4a, c4b, c + (4 * cRow), accumulate);
            if (S.Rows > 5) Finish<S>(c5a, c5b, c + (5 * cRow), accumulate);
            if (S.Rows > 6) Finish<S>(c6a, c6b, c + (6 * cRow), accumulate);
            if (S.Rows > 7) Finish<S>(c7a, c7b, c + (7 * cRow), accumulate);
            if (S.Rows > 8) Finish<S>(c8a, c8b, c + (8 * cRow), accumulate);
            if (S.Rows > 9) Finish<S>(c9a, c9b, c + (9 * cRow), accumulate);
            if (S.Rows > 10) Finish<S>(c10a, c10b, c + (10 * cRow), accumulate);
            if (S.Rows > 11) Finish<S>(c11a, c11b, c + (11 * cRow), accumulate);
            if (S.Rows > 12) Finish<S>(c12a, c12b, c + (12 * cRow), accumulate);
            return;
        }
        V bias0 = TileFinish<T>.BiasOf<V, O>(finish, 0), bias1 = S.Vectors > 1 ? TileFinish<T>.BiasOf<V, O>(finish, O.Count) : default;
        V least = O.Create(finish->Least), most = O.Create(finish->Most);
        if (IsPooled<S>())
        {
            Pool<S>(c0a, c0b, c1a, c1b, c6a, c6b, c7a, c7b, c, bias0, bias1, least, most, finish);
            Pool<S>(c2a, c2b, c3a, c3b, c8a, c8b, c9a, c9b, c + cRow, bias0, bias1, least, most, finish);
            Pool<S>(c4a, c4b, c5a, c5b, c10a, c10b, c11a, c11b, c + (2 * cRow), bias0, bias1, least, most, finish);
            return;
        }
        Finish<S>(c0a, c0b, c, accumulate, bias0, bias1, least, most, finish);
        if (S.Rows > 1) Finish<S>(c1a, c1b, c + (1 * cRow), accumulate, bias0, bias1, least, most, finish);
        if (S.Rows > 2) Finish<S>(c2a, c2b, c + (2 * cRow), accumulate, bias0, bias1, least, most, finish);
        if (S.Rows > 3) Finish<S>(c3a, c3b, c + (3 * cRow), accumulate, bias0, bias1, least, most, finish);
        if (S.Rows > 4) Finish<S>(c4a, c4b, c + (4 * cRow), accumulate, bias0, bias1, least, most, finish);
        if (S.Rows > 5) Finish<S>(c5a, c5b, c + (5 * cRow), accumulate, bias0, bias1, least, most, finish);
        if (S.Rows > 6) Finish<S>(c6a, c6b, c + (6 * cRow), accumulate, bias0, bias1, least, most, finish);
        if (S.Rows > 7) Finish<S>(c7a, c7b, c + (7 * cRow), accumulate, bias0, bias1, least, most, finish);
        if (S.Rows > 8) Finish<S>(c8a, c8b, c + (8 * cRow), accumulate, bias0, bias1, least, most, finish);
        if (S.Rows > 9) Finish<S>(c9a, c9b, c + (9 * cRow), accumulate, bias0, bias1, least, most, finish);
        if (S.Rows > 10) Finish<S>(c10a, c10b, c + (10 * cRow), accumulate, bias0, bias1, least, most, finish);
        if (S.Rows > 11) Finish<S>(c11a, c11b, c + (11 * cRow), accumulate, bias0, bias1, least, most, finish);
        if (S.Rows > 12) Finish<S>(c12a, c12b, c + (12 * cRow), accumulate, bias0, bias1, least, most, finish);
    }

    private const int AheadRows = 12;

    /// <summary>C[0, j] = (C[0, j] +) sum over k of A[0, k] * B[k, j] for the width of eight vectors: one row, so B streams past
    /// once. B has elements of its own type, which are widened on their way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyRow<E, L>(nint depth, T* a, nint aStep, E* b, nint bStep, T* c, bool accumulate)
        where E : unmanaged
        where L : struct, IColumnLoad<E, V>
    {
        V c0 = default;
        V c1 = default;
        V c2 = default;
        V c3 = default;
        V c4 = default;
        V c5 = default;
        V c6 = default;
        V c7 = default;
        do
        {
            V x = O.Create(*a);
            c0 = O.MultiplyAdd(x, L.Load(b), c0);
            c1 = O.MultiplyAdd(x, L.Load(b + O.Count), c1);
            c2 = O.MultiplyAdd(x, L.Load(b + (2 * O.Count)), c2);
            c3 = O.MultiplyAdd(x, L.Load(b + (3 * O.Count)), c3);
            c4 = O.MultiplyAdd(x, L.Load(b + (4 * O.Count)), c4);
            c5 = O.MultiplyAdd(x, L.Load(b + (5 * O.Count)), c5);
            c6 = O.MultiplyAdd(x, L.Load(b + (6 * O.Count)), c6);
            c7 = O.MultiplyAdd(x, L.Load(b + (7 * O.Count)), c7);
            if (Sse.IsSupported)
            {
                // Hardware fetches ahead within a page only.
                byte* ahead = (byte*)(b + (AheadRows * sizeof(T) / sizeof(E) * bStep));
                for (int line = 0; line < 8 * O.Count * sizeof(E); line += 64) Sse.Prefetch0(ahead + line);
            }
            a += aStep;
            b += bStep;
        }
        while (--depth > 0);

        Finish<TileShapes.Rows1Vectors2>(c0, c1, c, accumulate);
        Finish<TileShapes.Rows1Vectors2>(c2, c3, c + (2 * O.Count), accumulate);
        Finish<TileShapes.Rows1Vectors2>(c4, c5, c + (4 * O.Count), accumulate);
        Finish<TileShapes.Rows1Vectors2>(c6, c7, c + (6 * O.Count), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<S>(V left, V right, T* c, bool accumulate)
        where S : struct, IKernelShape
    {
        if (accumulate)
        {
            left = O.Add(O.Load(c), left);
            if (S.Vectors > 1) right = O.Add(O.Load(c + O.Count), right);
        }
        O.Store(left, c);
        if (S.Vectors > 1) O.Store(right, c + O.Count);
    }
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<S>(
        V left, V right, T* c, bool accumulate, V bias0, V bias1, V least, V most, TileFinish<T>* finish)
        where S : struct, IKernelShape
    {
        if (accumulate)
        {
            left = O.Add(O.Load(c), left);
            if (S.Vectors > 1) right = O.Add(O.Load(c + O.Count), right);
        }
        O.Store(TileFinish<T>.Apply<V, O>(left, c, bias0, least, most, finish), c);
        if (S.Vectors > 1) O.Store(TileFinish<T>.Apply<V, O>(right, c + O.Count, bias1, least, most, finish), c + O.Count);
    }

    // Known to the compiler, so that the branch vanishes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPooled<S>() => typeof(S) == typeof(TileShapes.PooledVectors1) || typeof(S) == typeof(TileShapes.PooledVectors2);

    /// <summary>The largest of two sums of a line and the two below them, each finished.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pool<S>(
        V left0, V left1, V right0, V right1, V lowLeft0, V lowLeft1, V lowRight0, V lowRight1, T* c, V bias0, V bias1, V least, V most,
        TileFinish<T>* finish)
        where S : struct, IKernelShape
    {
        O.Store(Largest(left0, right0, lowLeft0, lowRight0, c, bias0, least, most, finish), c);
        if (S.Vectors > 1) O.Store(Largest(left1, right1, lowLeft1, lowRight1, c, bias1, least, most, finish), c + O.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Largest(V left, V right, V lowLeft, V lowRight, T* c, V bias, V least, V most, TileFinish<T>* finish)
    {
        V upper = O.Largest(TileFinish<T>.Apply<V, O>(left, c, bias, least, most, finish),
            TileFinish<T>.Apply<V, O>(right, c, bias, least, most, finish));
        V lower = O.Largest(TileFinish<T>.Apply<V, O>(lowLeft, c, bias, least, most, finish),
            TileFinish<T>.Apply<V, O>(lowRight, c, bias, least, most, finish));
        return O.Largest(upper, lower);
    }
}
