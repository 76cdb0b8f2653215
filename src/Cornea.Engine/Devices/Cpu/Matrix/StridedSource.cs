using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>An operand in memory with any two strides, so that a transpose is another pair of strides.</summary>
/// <param name="lineStride">Elements from one line (row of A, column of B) to the next.</param>
/// <param name="depthStride">Elements from one k to the next.</param>
/// <param name="batchStride">Elements from one matrix of the batch to the next; 0 if all use the same.</param>
internal sealed unsafe class StridedSource<T>(nint lineStride, nint depthStride, nint batchStride) : PanelSource<T>
    where T : unmanaged
{
    private const int Far = 2048; // bytes between elements read one after the other that hardware does not fetch ahead
    private const int AheadLines = 12;

    /// <summary>The first element of the first matrix.</summary>
    public T* Pointer { get; set; }

    /// <summary>Elements from one line to the next.</summary>
    public nint LineStride => lineStride;

    /// <summary>Elements from one k to the next.</summary>
    public nint DepthStride => depthStride;

    /// <summary>Elements from one matrix of the batch to the next.</summary>
    public nint BatchStride => batchStride;

    /// <summary>The address of an element.</summary>
    public T* At(int batch, int line, int depth) => Pointer + (batch * batchStride) + (line * lineStride) + (depth * depthStride);

    public override void Pack(T* panel, int width, int batch, int line, int lines, int depthStart, int depth) =>
        PackLines(panel, width, batch, line, lines, depthStart, depth);

    /// <summary>The same, where a compiler that works ahead finds it.</summary>
    public void PackLines(T* panel, int width, int batch, int line, int lines, int depthStart, int depth)
    {
        T* source = At(batch, line, depthStart);
        if (lineStride == 1) CopyLines(source, panel, width, lines, depth);
        else if (depthStride == 1 && sizeof(T) == 4) Transpose((float*)source, lineStride, (float*)panel, width, lines, depth);
        else Gather(source, lineStride, depthStride, panel, width, lines, depth, 0);
    }

    /// <summary>Packs lines that are contiguous along k.</summary>
    /// <param name="source">The first line; of float32, or what is moved as such.</param>
    /// <param name="step">Elements from one line to the next.</param>
    /// <param name="panel">Where the panel goes.</param>
    /// <param name="width">The panel's width.</param>
    /// <param name="lines">The number of lines.</param>
    /// <param name="depth">The number of values of k.</param>
    public static void Transpose(float* source, nint step, float* panel, int width, int lines, int depth)
    {
        if (Avx.IsSupported) TransposeLines(source, step, panel, width, lines, depth);
        else Gather((T*)source, step, 1, (T*)panel, width, lines, depth, 0);
    }

    /// <summary>Lines lie side by side: each k is a copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyLines(T* source, T* panel, int width, int lines, int depth)
    {
        int bytes = lines * sizeof(T);
        nint step = depthStride;
        if (lines == width && bytes % 32 == 0)
        {
            bool far = Sse.IsSupported && step * sizeof(T) >= Far;
            for (int k = 0; k < depth; k++)
            {
                if (far) Sse.Prefetch0(source + (AheadLines * step));
                for (int i = 0; i < bytes; i += 32) Vector256.Store(Vector256.Load((byte*)source + i), (byte*)panel + i);
                source += step;
                panel += width;
            }
            return;
        }
        if (lines == width && bytes % 16 == 0)
        {
            for (int k = 0; k < depth; k++)
            {
                for (int i = 0; i < bytes; i += 16) Vector128.Store(Vector128.Load((byte*)source + i), (byte*)panel + i);
                source += step;
                panel += width;
            }
            return;
        }
        if (lines == width && sizeof(T) == 4)
        {
            for (int k = 0; k < depth; k++)
            {
                int i = 0;
                for (; i + 4 <= lines; i += 4) Vector128.Store(Vector128.Load(source + i), panel + i);
                if ((lines & 2) != 0) *(ulong*)(panel + i) = *(ulong*)(source + i);
                if ((lines & 1) != 0) panel[lines - 1] = source[lines - 1];
                source += step;
                panel += width;
            }
            return;
        }
        for (int k = 0; k < depth; k++)
        {
            int i = 0;
            for (; i < lines; i++) panel[i] = source[i];
            for (; i < width; i++) panel[i] = default;
            source += step;
            panel += width;
        }
    }

    /// <summary>Each line is contiguous along k: blocks of 8 lines by 8 are transposed in registers, then blocks of 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeLines(float* source, nint step, float* panel, int width, int lines, int depth)
    {
        int whole = depth & ~7;
        int line = 0;
        for (; line + 8 <= lines; line += 8)
        {
            for (int k = 0; k < whole; k += 8) Transpose8(source + (line * step) + k, step, panel + ((nint)k * width) + line, width);
        }
        for (; line + 4 <= lines; line += 4)
        {
            for (int k = 0; k < whole; k += 4) Transpose4(source + (line * step) + k, step, panel + ((nint)k * width) + line, width);
        }
        for (; line < width; line++)
        {
            for (int k = 0; k < whole; k++) panel[((nint)k * width) + line] = line < lines ? source[(line * step) + k] : 0;
        }
        Gather((T*)source, step, 1, (T*)panel, width, lines, depth, whole);
    }

    /// <summary>Whether lines can be transposed eight at a time.</summary>
    public bool CanTranspose => depthStride == 1 && sizeof(T) == 4 && Avx.IsSupported;

    /// <summary>Eight lines of a panel, for a number of k that is a multiple of 8; where <see cref="CanTranspose"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TransposeTogether(T* target, int width, int batch, int line, int depthStart, int depth)
    {
        float* source = (float*)At(batch, line, depthStart);
        for (int k = 0; k < depth; k += 8) Transpose8(source + k, lineStride, (float*)target + ((nint)k * width), width);
    }

    private static void Gather(T* source, nint lineStep, nint depthStep, T* panel, int width, int lines, int depth, int start)
    {
        for (int k = start; k < depth; k++)
        {
            T* from = source + (k * depthStep);
            T* to = panel + ((nint)k * width);
            int i = 0;
            for (; i < lines; i++) to[i] = from[i * lineStep];
            for (; i < width; i++) to[i] = default;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8(float* source, nint step, float* target, nint width)
    {
        var r0 = Vector256.Load(source);
        var r1 = Vector256.Load(source + step);
        var r2 = Vector256.Load(source + (2 * step));
        var r3 = Vector256.Load(source + (3 * step));
        var r4 = Vector256.Load(source + (4 * step));
        var r5 = Vector256.Load(source + (5 * step));
        var r6 = Vector256.Load(source + (6 * step));
        var r7 = Vector256.Load(source + (7 * step));
        var a0 = Avx.UnpackLow(r0, r1);
        var a1 = Avx.UnpackHigh(r0, r1);
        var a2 = Avx.UnpackLow(r2, r3);
        var a3 = Avx.UnpackHigh(r2, r3);
        var a4 = Avx.UnpackLow(r4, r5);
        var a5 = Avx.UnpackHigh(r4, r5);
        var a6 = Avx.UnpackLow(r6, r7);
        var a7 = Avx.UnpackHigh(r6, r7);
        var b0 = Avx.Shuffle(a0, a2, 0x44);
        var b1 = Avx.Shuffle(a0, a2, 0xEE);
        var b2 = Avx.Shuffle(a1, a3, 0x44);
        var b3 = Avx.Shuffle(a1, a3, 0xEE);
        var b4 = Avx.Shuffle(a4, a6, 0x44);
        var b5 = Avx.Shuffle(a4, a6, 0xEE);
        var b6 = Avx.Shuffle(a5, a7, 0x44);
        var b7 = Avx.Shuffle(a5, a7, 0xEE);
        Vector256.Store(Avx.Permute2x128(b0, b4, 0x20), target);
        Vector256.Store(Avx.Permute2x128(b1, b5, 0x20), target + width);
        Vector256.Store(Avx.Permute2x128(b2, b6, 0x20), target + (2 * width));
        Vector256.Store(Avx.Permute2x128(b3, b7, 0x20), target + (3 * width));
        Vector256.Store(Avx.Permute2x128(b0, b4, 0x31), target + (4 * width));
        Vector256.Store(Avx.Permute2x128(b1, b5, 0x31), target + (5 * width));
        Vector256.Store(Avx.Permute2x128(b2, b6, 0x31), target + (6 * width));
        Vector256.Store(Avx.Permute2x128(b3, b7, 0x31), target + (7 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* source, nint step, float* target, nint width)
    {
        var r0 = Vector128.Load(source);
        var r1 = Vector128.Load(source + step);
        var r2 = Vector128.Load(source + (2 * step));
        var r3 = Vector128.Load(source + (3 * step));
        var a0 = Sse.UnpackLow(r0, r1);
        var a1 = Sse.UnpackHigh(r0, r1);
        var a2 = Sse.UnpackLow(r2, r3);
        var a3 = Sse.UnpackHigh(r2, r3);
        Vector128.Store(Sse.Shuffle(a0, a2, 0x44), target);
        Vector128.Store(Sse.Shuffle(a0, a2, 0xEE), target + width);
        Vector128.Store(Sse.Shuffle(a1, a3, 0x44), target + (2 * width));
        Vector128.Store(Sse.Shuffle(a1, a3, 0xEE), target + (3 * width));
    }
}
