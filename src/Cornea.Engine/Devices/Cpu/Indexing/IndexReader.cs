using Cornea.Compilation.Kernels;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Indexing;

/// <summary>Reads indices and refuses those outside the axis.</summary>
internal sealed unsafe class IndexReader(BufferView view)
{
    private readonly bool _wide = view.DType.ForKernels() switch
    {
        KernelType.Int64 => true,
        KernelType.Int32 => false,
        KernelType.Bool or KernelType.Float32 or KernelType.Float64 =>
            throw new NotSupportedException($"Indices are int32 or int64, but received {view.DType.Name()}. Cast them to int32."),
    };

    private readonly byte* _indices = view.Buffer.Address + (long)view.Offset * view.DType.Size();

    public long At(int position, int length, string who, string? fault = null)
    {
        var index = Unchecked(position);
        return index >= 0 && index < length ? index : throw Gather.Outside(index, length, who, fault);
    }

    /// <summary>An index that may lie outside the axis.</summary>
    public long Unchecked(int position) => _wide ? ((long*)_indices)[position] : ((int*)_indices)[position];
}
