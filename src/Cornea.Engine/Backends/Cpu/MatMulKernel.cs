using System.Numerics;
using Cornea.Compilation;

namespace Cornea.Backends.Cpu;

/// <summary>Matrix products with their epilogue: the product's tile is finished while it is in cache, and stored only if asked for.</summary>
internal sealed unsafe class MatMulKernel<T> : Kernel where T : unmanaged, INumber<T>
{
    private readonly Lanes _lanes;
    private readonly GemmPlan<T> _plan;

    public MatMulKernel(MatMulSpec spec, Lanes lanes, GemmScratch scratch) : base(spec)
    {
        _lanes = lanes;
        var (a, b, c) = (spec.Reads[0], spec.Reads[1], spec.Writes[0]);
        var shape = new GemmShape(spec.Rows, spec.Columns, spec.Depth, spec.Batch);
        var epilogue = spec.Epilogue is null ? null : new Epilogue(spec, lanes);
        _plan = GemmPlan<T>.Create(
            shape, scratch,
            At(a), a.Strides[1], a.Strides[2], At(b), b.Strides[1], b.Strides[2], At(c), c.Strides[1],
            a.Strides[0], b.Strides[0], c.Strides[0], accumulate: false, epilogue, storesProduct: epilogue is null);
    }

    public override void Run() => _plan.Run(_lanes);

    private static T* At(Access access) => (T*)access.Slot.Address + access.Offset;

    private sealed class Epilogue : TileEpilogue<T>
    {
        private readonly Access[] _operands;
        private readonly byte*[] _starts;
        private readonly int[] _sizes;
        private readonly ElementwiseCode _code;

        public Epilogue(MatMulSpec spec, Lanes lanes)
        {
            _operands = [.. spec.Reads.AsSpan()[2..], .. spec.Writes];
            _sizes = [.. _operands.Select(operand => operand.DType.Size())];
            _starts = new byte*[_operands.Length];
            for (var k = 0; k < _operands.Length; k++)
                _starts[k] = _operands[k].Slot.Address + (long)_operands[k].Offset * _sizes[k];
            // The tile's row comes first: the program's operand 0 is the product.
            RowOperand[] rows = [new RowOperand(DTypes.Of<T>(), 1), .. _operands.Select(operand => new RowOperand(operand.DType, operand.Strides[2]))];
            _code = ElementwiseCode.Make(spec.Epilogue!, rows, lanes.Count, (long)spec.Batch * spec.Rows * spec.Columns);
        }

        public override void Apply(int batch, int row, int column, int rows, int columns, T* tile, nint stride, int lane)
        {
            var operands = stackalloc byte*[_operands.Length + 1];
            for (var i = 0; i < rows; i++)
            {
                operands[0] = (byte*)(tile + i * stride);
                for (var k = 0; k < _operands.Length; k++)
                {
                    var strides = _operands[k].Strides.AsSpan();
                    var at = (long)batch * strides[0] + (long)(row + i) * strides[1] + (long)column * strides[2];
                    operands[k + 1] = _starts[k] + at * _sizes[k];
                }
                _code.Run(operands, columns, lane);
            }
        }
    }
}
