using System.Numerics;
using System.Runtime.InteropServices;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Matrix;

public sealed unsafe class GemmTests
{
    private static readonly int[] Sizes = [1, 7, 8, 9, 31, 33, 100];

    private sealed record Case<T>(
        GemmShape Shape, bool TransposeA, bool TransposeB, bool Accumulate, int Padding, GuardedBuffer<T> A, GuardedBuffer<T> B,
        GuardedBuffer<T> C)
        where T : unmanaged, INumber<T>
    {
        public int Stride => Shape.Columns + Padding;

        public static Case<T> Make(GemmShape s, bool transposeA, bool transposeB, bool accumulate, int padding)
        {
            var random = new Random((s.Rows * 131) + (s.Columns * 17) + s.Depth);
            var result = new Case<T>(
                s, transposeA, transposeB, accumulate, padding, new(s.Batch * s.Rows * s.Depth), new(s.Batch * s.Depth * s.Columns),
                new(s.Batch * s.Rows * (s.Columns + padding)));
            result.A.Fill(random);
            result.B.Fill(random);
            if (accumulate)
            {
                foreach (ref T c in result.C.Span) c = GuardedBuffer<T>.IsCanary(c) ? T.CreateTruncating(random.Next(-9, 9)) : c;
                for (int i = 0; i < s.Batch * s.Rows; i++)
                {
                    result.C.Span.Slice((i * result.Stride) + s.Columns, padding)
                    .Fill(T.CreateTruncating(12345));
                }
            }
            return result;
        }

        public GemmPlan<T> Plan(GemmScratch scratch, TileEpilogue<T>? epilogue = null, bool storesProduct = true) => GemmPlan<T>.Create(
            Shape, scratch, A.Pointer, TransposeA ? 1 : Shape.Depth, TransposeA ? Shape.Rows : 1, B.Pointer, TransposeB ? 1 : Shape.Columns,
            TransposeB ? Shape.Depth : 1, C.Pointer, Stride, (nint)Shape.Rows * Shape.Depth, (nint)Shape.Depth * Shape.Columns,
            (nint)Shape.Rows * Stride, Accumulate, epilogue, storesProduct);

        public T AtA(int batch, int i, int k) =>
            A.Span[(batch * Shape.Rows * Shape.Depth) + (TransposeA ? (k * Shape.Rows) + i : (i * Shape.Depth) + k)];

        public T AtB(int batch, int k, int j) =>
            B.Span[(batch * Shape.Depth * Shape.Columns) + (TransposeB ? (j * Shape.Depth) + k : (k * Shape.Columns) + j)];

        public void Check(T[] before, double tolerance)
        {
            for (int batch = 0; batch < Shape.Batch; batch++)
            {
                for (int i = 0; i < Shape.Rows; i++)
                {
                    for (int j = 0; j < Stride; j++)
                    {
                        int at = (((batch * Shape.Rows) + i) * Stride) + j;
                        if (j >= Shape.Columns)
                        {
                            if (!GuardedBuffer<T>.IsCanary(C.Span[at])) Assert.Fail($"{this}: wrote beyond row {i}");
                            continue;
                        }
                        double sum = Accumulate ? double.CreateChecked(before[at]) : 0, scale = Math.Abs(sum);
                        for (int k = 0; k < Shape.Depth; k++)
                        {
                            double term = double.CreateChecked(AtA(batch, i, k)) * double.CreateChecked(AtB(batch, k, j));
                            sum += term;
                            scale += Math.Abs(term);
                        }
                        double got = double.CreateChecked(C.Span[at]);
                        if (!(Math.Abs(got - sum) <= tolerance * scale))
                        {
                            Assert.Fail(
                            $"{Shape} {TransposeA} {TransposeB}: [{batch},{i},{j}] {got} for {sum}");
                        }
                    }
                }
            }
            A.CheckCanaries();
            B.CheckCanaries();
            C.CheckCanaries();
        }
    }

    // The proven bound: each product and each addition may lose half an ulp of the sum of magnitudes.
    private static double Tolerance<T>(int depth) =>
        typeof(T) == typeof(float) ? 6e-8 * (2 + depth) : typeof(T) == typeof(double) ? 1.2e-16 * (2 + depth) : 0;

    private static void CheckCase<T>(GemmShape shape, bool transposeA, bool transposeB, bool accumulate, int padding, int workers = 1)
        where T : unmanaged, INumber<T>
    {
        var data = Case<T>.Make(shape, transposeA, transposeB, accumulate, padding);
        T[] before = data.C.Span.ToArray();
        data.Plan(new GemmScratch(workers)).Run(Workers.Get(workers));
        data.Check(before, Tolerance<T>(shape.Depth));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Products_of_all_sizes_equal_plain_loops(bool transposeA, bool transposeB)
    {
        foreach (int m in Sizes)
        {
            foreach (int n in Sizes)
            {
                foreach (int k in Sizes)
                {
                    CheckCase<float>(new(m, n, k), transposeA, transposeB, accumulate: (m + n + k) % 3 == 0,
                    padding: (m + k) % 4);
                }
            }
        }
    }

    [Theory]
    [InlineData(128, 100, 784, 1)]
    [InlineData(300, 70, 530, 1)]
    [InlineData(1, 700, 1030, 1)]
    [InlineData(2, 300, 40, 1)]
    [InlineData(16, 256, 512, 1)]
    [InlineData(9, 33, 31, 5)]
    [InlineData(33, 100, 9, 3)]
    [InlineData(1, 1, 1, 4)]
    [InlineData(20, 30, 0, 2)]
    [InlineData(9, 33, 5000, 1)]
    [InlineData(50, 11, 4096, 1)]
    [InlineData(40, 300, 1030, 1)] // rows of A lie pages apart
    [InlineData(1040, 290, 20, 1)]
    [InlineData(70, 1040, 530, 1)] // rows of B lie pages apart, several panels are packed at once
    [InlineData(140, 70, 1030, 1)] // rows of a transposed A too
    [InlineData(70, 1056, 1000, 1)] // B comes from far: packed in pieces while panels before are multiplied
    public void Larger_and_batched_products_equal_plain_loops(int m, int n, int k, int batch)
    {
        foreach (bool transposeA in new[] { false, true })
        {
            foreach (bool transposeB in new[] { false, true })
            {
                CheckCase<float>(new(m, n, k, batch), transposeA, transposeB, accumulate: false, padding: 3, workers: 2);
                CheckCase<float>(new(m, n, k, batch), transposeA, transposeB, accumulate: true, padding: 0, workers: 2);
            }
        }
    }

    [Fact]
    public void Products_of_other_element_types_equal_plain_loops()
    {
        foreach (int m in new[] { 1, 9, 33 })
        {
            foreach (int n in new[] { 1, 7, 100 })
            {
                foreach (int k in new[] { 1, 31, 100 })
                {
                    CheckCase<double>(new(m, n, k), false, true, true, 2);
                    CheckCase<double>(new(m, n, k), true, false, false, 0);
                    CheckCase<int>(new(m, n, k), false, true, true, 2);
                    CheckCase<int>(new(m, n, k), true, false, false, 0);
                    CheckCase<long>(new(m, n, k), false, true, true, 2);
                    CheckCase<long>(new(m, n, k), true, false, false, 0);
                }
            }
        }
    }

    [Theory]
    [InlineData(128, 512, 784, false, false)]
    [InlineData(200, 130, 128, true, false)]
    [InlineData(128, 256, 100, false, true)]
    [InlineData(1, 512, 784, false, false)]
    [InlineData(70, 32, 9000, true, false)]
    [InlineData(40, 300, 1100, false, false)]
    [InlineData(1100, 290, 60, true, false)]
    [InlineData(130, 1050, 600, false, false)]
    [InlineData(130, 550, 4200, true, false)]
    [InlineData(130, 1060, 1000, false, false)]
    [InlineData(130, 1060, 1000, false, true)]
    public void The_number_of_threads_changes_no_bit(int m, int n, int k, bool transposeA, bool transposeB)
    {
        var data = Case<float>.Make(new(m, n, k), transposeA, transposeB, false, 0);
        float[]? first = null;
        foreach (int count in new[] { 1, 2, 3, 8 })
        {
            data.C.Span.Fill(float.NaN);
            data.Plan(new GemmScratch(count)).Run(Workers.Get(count));
            first ??= data.C.Span.ToArray();
            MemoryMarshal.AsBytes(data.C.Span).SequenceEqual(MemoryMarshal.AsBytes(first.AsSpan())).ShouldBeTrue($"{count} workers");
        }
    }

    [Fact]
    public void An_element_is_the_same_bits_wherever_it_stands()
    {
        // All rows of A and all columns of B are equal, so all elements of C must be: in full tiles, tails and edges alike.
        foreach (var (m, n, k) in new[] { (131, 77, 300), (1, 150, 300), (17, 9, 1100), (100, 515, 600) })
        {
            var data = Case<float>.Make(new(m, n, k), false, false, false, 0);
            for (int i = 1; i < m; i++) data.A.Span[..k].CopyTo(data.A.Span.Slice(i * k, k));
            for (int i = 0; i < k; i++) data.B.Span.Slice(i * n, n).Fill(data.B.Span[i * n]);
            data.Plan(new GemmScratch(1)).Run(Workers.Get(1));
            float first = data.C.Span[0];
            if (System.Runtime.Intrinsics.X86.Fma.IsSupported || !System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated)
                data.C.Span.ToArray().ShouldAllBe(c => BitConverter.SingleToInt32Bits(c) == BitConverter.SingleToInt32Bits(first));
            else data.C.Span.ToArray().ShouldAllBe(c => Math.Abs(c - first) <= Math.Abs(first) * 1e-4f);
        }
    }

    private sealed class Recorder(int batch, int rows, int columns) : TileEpilogue<float>
    {
        public int[] Visits { get; } = GC.AllocateArray<int>(batch * rows * columns, pinned: true);

        public override int OperandCount => 1;

        public override nint OperandStep => columns * sizeof(int);

        public override byte* OperandAt(int index, int matrix, int row, int column) =>
            (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(Visits, (((matrix * rows) + row) * columns) + column);

        public float[] Values { get; } = new float[batch * rows * columns];

        public override void Apply(int matrix, int row, int column, int height, int width, float* tile, nint stride, int worker)
        {
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    int at = (((matrix * rows) + row + i) * columns) + column + j;
                    Interlocked.Increment(ref Visits[at]);
                    Values[at] = tile[(i * stride) + j];
                }
            }
        }
    }

    [Theory]
    [InlineData(128, 512, 784, 1)]
    [InlineData(300, 70, 530, 1)]
    [InlineData(784, 130, 20, 1)]
    [InlineData(1, 700, 30, 1)]
    [InlineData(9, 33, 31, 5)]
    [InlineData(128, 10, 32, 1)]
    [InlineData(150, 40, 6000, 1)]
    [InlineData(1100, 1000, 40, 1)] // a few rows at a time, the epilogue's operand from far
    [InlineData(500, 300, 1000, 1)] // the same behind a first block of k
    [InlineData(300, 270, 0, 1)]
    public void The_epilogue_sees_each_final_element_once_stored_or_not(int m, int n, int k, int batch)
    {
        var data = Case<float>.Make(new(m, n, k, batch), false, false, false, 0);
        foreach (bool stores in new[] { true, false })
        {
            data.C.Span.Fill(-1);
            var recorder = new Recorder(batch, m, n);
            data.Plan(new GemmScratch(2), recorder, stores).Run(Workers.Get(2));
            recorder.Visits.ShouldAllBe(visits => visits == 1);
            if (stores) recorder.Values.ShouldBe(data.C.Span.ToArray());
            else data.C.Span.ToArray().ShouldAllBe(c => c == -1);
            recorder.Values.CopyTo(data.C.Span);
            data.Check([], Tolerance<float>(k));
        }
    }

    [Fact]
    public void Plans_may_share_scratch_and_pointers_may_change()
    {
        var scratch = new GemmScratch(2);
        var small = Case<float>.Make(new(40, 50, 60), false, true, false, 0);
        var large = Case<float>.Make(new(140, 250, 160), true, false, false, 0);
        var first = small.Plan(scratch);
        var second = large.Plan(scratch);
        second.Run(Workers.Get(2));
        first.Run(Workers.Get(2));
        small.Check([], Tolerance<float>(60));
        large.Check([], Tolerance<float>(160));
        var other = Case<float>.Make(new(40, 50, 60), false, true, false, 0);
        other.A.Span.Reverse();
        ((StridedSource<float>)first.Left).Pointer = other.A.Pointer;
        ((StridedSource<float>)first.Right).Pointer = other.B.Pointer;
        first.Product = other.C.Pointer;
        first.Run(Workers.Get(2));
        other.Check([], Tolerance<float>(60));
    }

    [Fact]
    public void Any_strides_are_read()
    {
        // A is every third column of a [5, 3 * 40] array, B every second row of a [2 * 40, 37] array.
        var a = new GuardedBuffer<float>(20 * 120);
        var b = new GuardedBuffer<float>(80 * 37);
        var c = new GuardedBuffer<float>(20 * 37);
        var random = new Random(3);
        a.Fill(random);
        b.Fill(random);
        GemmPlan<float>.Create(new(20, 37, 40), new GemmScratch(1), a.Pointer, 120, 3, b.Pointer, 74, 1, c.Pointer, 37).Run(Workers.Get(1));
        for (int i = 0; i < 20; i++)
        {
            for (int j = 0; j < 37; j++)
            {
                double sum = 0;
                for (int k = 0; k < 40; k++) sum += (double)a.Span[(i * 120) + (3 * k)] * b.Span[(k * 74) + j];
                c.Span[(i * 37) + j].ShouldBe((float)sum, 1e-3f);
            }
        }
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        var data = Case<float>.Make(new(64, 96, 80), false, true, false, 0);
        var plan = data.Plan(new GemmScratch(1));
        var workers = Workers.Get(1);
        for (int run = 0; run < 3; run++) plan.Run(workers);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 20; run++) plan.Run(workers);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
