namespace Cornea.Data;

/// <summary>Another source's samples, each kept in memory from its first reading on.</summary>
internal sealed class CacheAccess(SampleAccess source, Sample?[] kept) : SampleAccess
{
    // Two threads may read the same sample for the first time; both get equal values, and one of them is kept.
    public override Sample At(int index) =>
        Volatile.Read(ref kept[index]) ?? Interlocked.CompareExchange(ref kept[index], source.At(index), null) ?? kept[index]!;

    public override Tensors LabelsAt(int index) => Volatile.Read(ref kept[index])?.Y ?? source.LabelsAt(index);
}
