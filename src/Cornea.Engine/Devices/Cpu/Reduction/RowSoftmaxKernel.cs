using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Elementwise;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Reduction;

/// <summary>Softmax, or its logarithm, row by row: the largest element, the exponentials and their sum, then the division.</summary>
internal sealed unsafe class RowSoftmaxKernel : Kernel
{
    private readonly Workers _workers;
    private readonly Tiles _tiles;
    private readonly int _count;

    public RowSoftmaxKernel(RowSoftmaxSpec spec, Workers workers) : base(spec)
    {
        _workers = workers;
        var rows = Math.Max(1, 4096 / spec.Columns);
        _count = (spec.Rows + rows - 1) / rows;
        var source = spec.Reads[0].Buffer.Address + (long)spec.Reads[0].Offset * spec.Reads[0].DType.Size();
        var target = spec.Writes[0].Buffer.Address;
        _tiles = spec.Reads[0].DType.ForKernels() switch
        {
            KernelType.Float32 => new Singles(spec, source, target, rows),
            KernelType.Float64 => new Doubles(spec, source, target, rows),
            KernelType.Bool or KernelType.Int32 or KernelType.Int64 =>
                throw new NotSupportedException(
                $"{spec.Name} has no CPU kernel for {spec.Reads[0].DType.Name()}. Cast the operand to a floating type."),
        };
    }

    public override bool CanMove(BufferSlot slot) => true;

    public override void Move(BufferSlot slot, nint bytes)
    {
        if (ReferenceEquals(Spec.Reads[0].Buffer, slot))
            _tiles.Source += bytes;
        if (ReferenceEquals(Spec.Writes[0].Buffer, slot))
            _tiles.Target += bytes;
    }

    public override void Run() => _workers.Run(_tiles, _count);

    private abstract class Tiles(byte* source, byte* target) : TileWork
    {
        public byte* Source { get; set; } = source;

        public byte* Target { get; set; } = target;
    }

    private sealed class Singles(RowSoftmaxSpec spec, byte* source, byte* target, int rows) : Tiles(source, target)
    {
        private readonly Accumulation _sum = Accumulation.Of(Graph.Ops.ReduceKind.Sum, DType.Float32);

        public override void RunTile(int tile, int worker)
        {
            var (columns, scale) = (spec.Columns, (float)spec.Scale);
            for (var row = tile * rows; row < Math.Min(spec.Rows, (tile + 1) * rows); row++)
            {
                var (x, y) = ((nint)((float*)Source + (long)row * columns), (nint)((float*)Target + (long)row * columns));
                var values = new ReadOnlySpan<float>((float*)x, columns);
                var results = new Span<float>((float*)y, columns);
                // A row with an element that is no number has a sum that is none, whatever is taken for the largest.
                var largest = RowFunctions.Largest((float*)x, columns);
                RowFunctions.ExpOfDifference((float*)x, largest, scale, (float*)y, columns);
                float sum = 0;
                _sum.AddRow((byte*)&sum, (byte*)y, columns);
                if (spec.Logarithm)
                {
                    var shift = VectorMath.Log(sum);
                    for (var i = 0; i < columns; i++)
                        results[i] = (values[i] - largest) * scale - shift;
                }
                else
                {
                    RowFunctions.Divide((float*)y, sum, columns);
                }
            }
        }
    }

    private sealed class Doubles(RowSoftmaxSpec spec, byte* source, byte* target, int rows) : Tiles(source, target)
    {
        public override void RunTile(int tile, int worker)
        {
            var columns = spec.Columns;
            for (var row = tile * rows; row < Math.Min(spec.Rows, (tile + 1) * rows); row++)
            {
                var values = new ReadOnlySpan<double>((double*)Source + (long)row * columns, columns);
                var results = new Span<double>((double*)Target + (long)row * columns, columns);
                var (largest, sum) = (values[0], 0.0);
                foreach (var value in values)
                    largest = Math.Max(largest, value);
                for (var i = 0; i < columns; i++)
                    sum += results[i] = Math.Exp((values[i] - largest) * spec.Scale);
                for (var i = 0; i < columns; i++)
                    results[i] = spec.Logarithm ? (values[i] - largest) * spec.Scale - Math.Log(sum) : results[i] / sum;
            }
        }
    }
}
