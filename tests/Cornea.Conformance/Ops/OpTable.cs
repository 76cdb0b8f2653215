namespace Cornea.Conformance;

/// <summary>The functions of keras.ops and what each is in C#: the one place that knows both names.</summary>
public static class OpTable
{
    /// <summary>By Keras's name.</summary>
    public static IReadOnlyDictionary<string, OpRow> Rows { get; } = new[]
    {
        OpElementRows.All, OpPairRows.All, OpReductionRows.All, OpShapeRows.All, OpSeriesRows.All, OpLinearRows.All, OpNeuralRows.All,
        OpControlRows.All,
    }.SelectMany(rows => rows).ToDictionary(row => row.Name, StringComparer.Ordinal);
}
