using System.Numerics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>Matrix products with their epilogue: the product's tile is finished while it is in cache, and stored only if asked
/// for.</summary>
internal sealed unsafe class MatMulKernel<T> : Kernel where T : unmanaged, INumber<T>
{
    private readonly Workers _workers;
    private readonly GemmPlan<T> _plan;
    private readonly ProgramEpilogue<T>? _epilogue;
    private readonly FinishPlan? _finish; // in place of the epilogue: what register tiles do

    public MatMulKernel(MatMulSpec spec, Workers workers, GemmScratch scratch, bool narrows = false) : base(spec)
    {
        _workers = workers;
        var (a, b, c) = (spec.Reads[0], spec.Reads[1], spec.Writes[0]);
        var shape = new GemmShape(spec.Rows, spec.Columns, spec.Depth, spec.Batch);
        var elements = (long)spec.Batch * spec.Rows * spec.Columns;
        _finish = GemmPlan<T>.CanFinish(shape) && c.Strides[1] >= spec.Columns
            ? FinishPlan.TryMake(spec.Epilogue, spec.Reads.AsSpan()[2..], spec.Writes) : null;
        // What is added often comes from memory, and whole rows of it come faster than a tile's pieces.
        if (_finish is { Adds: true })
            _finish = null;
        var epilogue = spec.Epilogue is null || _finish is not null ? null
            : new ProgramEpilogue<T>(spec.Epilogue, spec.Reads.AsSpan()[2..], spec.Writes, workers, elements);
        _epilogue = epilogue;
        _plan = new GemmPlan<T>(
            shape, Source(a, a.Strides[1], a.Strides[2]), Source(b, b.Strides[2], b.Strides[1]), scratch, c.Strides[1], c.Strides[0],
            accumulate: false, epilogue, storesProduct: epilogue is null, constantRight: b.Buffer.ConstantAround is null ? null : b,
            repeatsRight: b.Buffer.Outer is not null, finish: _finish, narrows: narrows)
        {
            Product = At(c),
        };
    }

    public override bool CanMove(BufferSlot slot) => true;

    public override void Move(BufferSlot slot, nint bytes)
    {
        if (ReferenceEquals(Spec.Reads[0].Buffer, slot))
            Shift(_plan.Left, bytes);
        if (ReferenceEquals(Spec.Reads[1].Buffer, slot))
            Shift(_plan.Right, bytes);
        _finish?.Move(slot, bytes);
        if (_epilogue is not null)
            _epilogue.Move(slot, bytes);
        else if (ReferenceEquals(Spec.Writes[0].Buffer, slot))
            _plan.Product = (T*)((byte*)_plan.Product + bytes);
    }

    public override void Prepare() => _plan.PackRepeated();

    public override void Run() => _plan.Run(_workers);

    private static PanelSource<T> Source(BufferView view, nint line, nint depth) => view.DType.IsShortFloat()
        ? (PanelSource<T>)(object)new ShortSource(view.DType, line, depth, view.Strides[0])
        {
            Pointer = (ushort*)view.Buffer.Address + view.Offset,
        }
        : new StridedSource<T>(line, depth, view.Strides[0]) { Pointer = At(view) };

    private static void Shift(PanelSource<T> source, nint bytes)
    {
        if (source is StridedSource<T> strided)
            strided.Pointer = (T*)((byte*)strided.Pointer + bytes);
        else if ((object)source is ShortSource narrow)
            narrow.Pointer = (ushort*)((byte*)narrow.Pointer + bytes);
    }

    private static T* At(BufferView view) => (T*)view.Buffer.Address + view.Offset;
}
