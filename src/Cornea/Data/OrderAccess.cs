namespace Cornea.Data;

/// <summary>Some samples of another source, in an order of their own.</summary>
internal sealed class OrderAccess(SampleAccess source, int[] order) : SampleAccess
{
    public override Sample At(int index) => source.At(order[index]);

    public override Tensors LabelsAt(int index) => source.LabelsAt(order[index]);

    public override Sample Rows(ReadOnlySpan<int> indices)
    {
        var rows = new int[indices.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = order[indices[i]];
        }
        return source.Rows(rows);
    }
}
