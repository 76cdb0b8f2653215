using Cornea.Compilation.Scheduling;

namespace Cornea.Devices.Cpu.Indexing;

/// <summary>Reads indices and refuses those outside the axis.</summary>
internal sealed unsafe class IndexReader(Access access)
{
    private readonly bool _wide = access.DType == DType.Int64;
    private readonly byte* _indices = access.Slot.Address + (long)access.Offset * access.DType.Size();

    public long At(int position, int length, string who)
    {
        var index = _wide ? ((long*)_indices)[position] : ((int*)_indices)[position];
        return index >= 0 && index < length ? index : throw Outside(index, length, who);
    }

    private static IndexOutOfRangeException Outside(long index, int length, string who) =>
        new($"{who} received index {index}, but the axis has {length} elements. Use 0 to {length - 1}.");
}
