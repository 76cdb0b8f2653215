namespace Cornea.Devices.Cpu.Attention;

/// <summary>The sizes of an attention.</summary>
/// <param name="Batch">Matrices: heads of all samples.</param>
/// <param name="Queries">Rows of the scores.</param>
/// <param name="Keys">Columns of the scores.</param>
/// <param name="Depth">Elements of a query and of a key.</param>
/// <param name="ValueDepth">Elements of a value.</param>
internal sealed record AttentionShape(int Batch, int Queries, int Keys, int Depth, int ValueDepth)
{
    /// <summary>Scores of the whole batch.</summary>
    public double Elements => (double)Batch * Queries * Keys;

    public override string ToString() => $"{Batch}x{Queries}x{Keys}x{Depth}{(ValueDepth == Depth ? "" : $" to {ValueDepth}")}";
}
