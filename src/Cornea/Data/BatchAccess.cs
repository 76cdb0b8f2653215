namespace Cornea.Data;

/// <summary>Batches of another source's samples: number k has the samples from k * size on.</summary>
/// <param name="source">The samples.</param>
/// <param name="count">How many there are.</param>
/// <param name="size">Samples of a batch; the last one may have fewer.</param>
/// <param name="rows">Which rows of a batch of some size are read; all where null.</param>
internal sealed class BatchAccess(SampleAccess source, int count, int size, Func<int, BatchRows>? rows = null) : SampleAccess
{
    public override Sample At(int index)
    {
        int first = index * size;
        int whole = Math.Min(size, count - first);
        BatchRows read = rows?.Invoke(whole) ?? new BatchRows(0, whole, whole);
        var numbers = new int[read.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = first + read.First + i;
        }
        Sample batch = source.Rows(numbers);
        return rows is null ? batch : batch with { Rows = read };
    }
}
