namespace Cornea.Data;

/// <summary>Batches of another source's samples: number k has the samples from k * size on.</summary>
internal sealed class BatchAccess(SampleAccess source, int count, int size) : SampleAccess
{
    public override Sample At(int index)
    {
        int first = index * size;
        var rows = new int[Math.Min(size, count - first)];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = first + i;
        }
        return source.Rows(rows);
    }
}
