namespace Cornea.Tests.OpCases;

/// <summary>All op cases. A new op gets a row here; every check below then runs on it.</summary>
public static class OpCaseTable
{
    public static readonly IReadOnlyList<OpCase> Rows = [.. ElementwiseRows.Rows, .. ReduceRows.Rows, .. LayoutRows.Rows,
        .. CompositeRows.Rows, .. ConvolutionRows.Rows, .. ScanRows.Rows, .. QuantizationRows.Rows];

    public static readonly IReadOnlyDictionary<string, OpCase> ByName = Rows.ToDictionary(row => row.Name);
}
