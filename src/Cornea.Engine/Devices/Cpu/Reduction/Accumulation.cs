using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Reduction;

/// <summary>How elements are taken together: along a row into one, or row after row into columns.</summary>
internal abstract unsafe class Accumulation
{
    /// <summary>Sets results to what leaves the first element as it is.</summary>
    public abstract void Start(byte* results, int count);

    /// <summary>Takes a row into one result.</summary>
    public abstract void AddRow(byte* result, byte* row, int count);

    /// <summary>Takes each element of a row into the result of its column.</summary>
    public abstract void AddColumns(byte* results, byte* row, int count);

    /// <summary>Takes rows that follow one another into the results of their columns, in order.</summary>
    public virtual void AddRows(byte* results, byte* first, int count, int rows, long rowBytes)
    {
        for (var row = 0; row < rows; row++)
            AddColumns(results, first + row * rowBytes, count);
    }

    public static Accumulation Of(ReduceKind kind, DType dtype) => dtype.ForKernels() switch
    {
        KernelType.Float32 => kind switch
        {
            ReduceKind.Sum => new SingleSums(),
            ReduceKind.Maximum => new Extremes<Larger>(),
            ReduceKind.Minimum => new Extremes<Smaller>(),
            _ => new Numbers<float>(kind, float.NegativeInfinity, float.PositiveInfinity),
        },
        KernelType.Float64 => new Numbers<double>(kind, double.NegativeInfinity, double.PositiveInfinity),
        KernelType.Int64 => new Numbers<long>(kind, long.MinValue, long.MaxValue),
        KernelType.Int32 => new Numbers<int>(kind, int.MinValue, int.MaxValue),
        KernelType.Bool => new Numbers<byte>(kind, byte.MinValue, byte.MaxValue),
    };

    private sealed class Numbers<T>(ReduceKind kind, T smallest, T largest) : Accumulation where T : unmanaged, INumber<T>
    {
        public override void Start(byte* results, int count) => new Span<T>(results, count).Fill(kind switch
        {
            ReduceKind.Sum => T.Zero,
            ReduceKind.Product => T.One,
            ReduceKind.Maximum => smallest,
            _ => largest,
        });

        public override void AddRow(byte* result, byte* row, int count)
        {
            var value = *(T*)result;
            for (var i = 0; i < count; i++)
                value = Combine(value, ((T*)row)[i]);
            *(T*)result = value;
        }

        public override void AddColumns(byte* results, byte* row, int count)
        {
            for (var i = 0; i < count; i++)
                ((T*)results)[i] = Combine(((T*)results)[i], ((T*)row)[i]);
        }

        private T Combine(T a, T b) => kind switch
        {
            ReduceKind.Sum => unchecked(a + b),
            ReduceKind.Product => unchecked(a * b),
            ReduceKind.Maximum => T.Max(a, b),
            _ => T.Min(a, b),
        };
    }

    // Sixteen running sums whatever the machine's width, so that every width gives the same bits.
    private sealed class SingleSums : Accumulation
    {
        private const int Sums = 16;

        public override void Start(byte* results, int count) => new Span<float>(results, count).Clear();

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void AddRow(byte* result, byte* row, int count)
        {
            var x = (float*)row;
            var sum = Vector512<float>.Zero;
            var i = 0;
            for (; i <= count - Sums; i += Sums)
                sum += Vector512.Load(x + i);
            var half = sum.GetLower() + sum.GetUpper();
            var quarter = half.GetLower() + half.GetUpper();
            var total = (quarter[0] + quarter[1]) + (quarter[2] + quarter[3]);
            for (; i < count; i++)
                total += x[i];
            *(float*)result += total;
        }

        // Of wide rows a few at a time, so that memory is read in order.
        public override void AddRows(byte* results, byte* first, int count, int rows, long rowBytes)
        {
            const int Narrow = 64, RowsAtOnce = 8;
            var step = count <= Narrow ? Math.Max(1, rows) : RowsAtOnce;
            for (var row = 0; row < rows; row += step)
                AddFewRows(results, first + row * rowBytes, count, Math.Min(step, rows - row), rowBytes);
        }

        // Sums of some columns stay in registers while the rows pass.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void AddFewRows(byte* results, byte* first, int count, int rows, long rowBytes)
        {
            var column = 0;
            for (; column <= count - 32; column += 32)
            {
                var to = (float*)results + column;
                var (a, b, c, d) = (Vector256.Load(to), Vector256.Load(to + 8), Vector256.Load(to + 16), Vector256.Load(to + 24));
                var from = first + column * sizeof(float);
                for (var row = 0; row < rows; row++, from += rowBytes)
                {
                    a += Vector256.Load((float*)from);
                    b += Vector256.Load((float*)from + 8);
                    c += Vector256.Load((float*)from + 16);
                    d += Vector256.Load((float*)from + 24);
                }
                a.Store(to);
                b.Store(to + 8);
                c.Store(to + 16);
                d.Store(to + 24);
            }
            for (; column <= count - 8; column += 8)
            {
                var to = (float*)results + column;
                var a = Vector256.Load(to);
                var from = first + column * sizeof(float);
                for (var row = 0; row < rows; row++, from += rowBytes)
                    a += Vector256.Load((float*)from);
                a.Store(to);
            }
            for (; column < count; column++)
            {
                var a = ((float*)results)[column];
                var from = first + column * sizeof(float);
                for (var row = 0; row < rows; row++, from += rowBytes)
                    a += *(float*)from;
                ((float*)results)[column] = a;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void AddColumns(byte* results, byte* row, int count)
        {
            var (sums, x) = ((nint)results, (nint)row);
            var i = 0;
            for (; i <= count - 8; i += 8)
                (Vector256.Load((float*)sums + i) + Vector256.Load((float*)x + i)).Store((float*)sums + i);
            for (; i < count; i++)
                ((float*)sums)[i] += ((float*)x)[i];
        }
    }
}
