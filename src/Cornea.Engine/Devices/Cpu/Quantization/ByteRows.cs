namespace Cornea.Devices.Cpu.Quantization;

/// <summary>The left factor of a product of bytes: rows whose bytes lie side by side, padded to whole fours.</summary>
internal abstract unsafe class ByteRows
{
    /// <summary>Bytes that a worker needs for some rows; 0 where they are read where they lie.</summary>
    /// <param name="rows">Rows.</param>
    public abstract int ScratchBytes(int rows);

    /// <summary>Some rows, in a worker's scratch or where they lie.</summary>
    /// <param name="batch">The matrix of the batch.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="scratch">The worker's scratch.</param>
    /// <param name="step">Bytes from one row to the next.</param>
    public abstract sbyte* Prepare(int batch, int row, int rows, sbyte* scratch, out nint step);
}
