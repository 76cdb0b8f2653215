namespace Cornea.Devices.Cpu.Matrix;

/// <summary>How a product reads an operand.</summary>
internal enum OperandMode
{
    /// <summary>From where it lies.</summary>
    Direct,

    /// <summary>Packed by each tile into the worker's scratch.</summary>
    PerTile,

    /// <summary>Packed whole by each worker in its first tile of a run: cheaper than carrying packed panels from core to core.</summary>
    PerWorker,

    /// <summary>Packed once, before the tiles, into scratch that all workers read.</summary>
    Shared,

    /// <summary>Packed once for all runs, because it never changes.</summary>
    Kept,
}
