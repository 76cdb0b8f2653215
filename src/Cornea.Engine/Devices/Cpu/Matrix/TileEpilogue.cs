namespace Cornea.Devices.Cpu.Matrix;

/// <summary>What is done to a tile of a product once it is final and still in cache: bias, activation, an optimizer's update.</summary>
/// <typeparam name="T">The element type of the product.</typeparam>
internal abstract unsafe class TileEpilogue<T>
    where T : unmanaged
{
    /// <summary>Finishes one tile. The tiles of a plan cover each element of the product exactly once.</summary>
    /// <param name="batch">The matrix of the batch.</param>
    /// <param name="row">The tile's first row in the product.</param>
    /// <param name="column">The tile's first column in the product.</param>
    /// <param name="rows">The tile's number of rows.</param>
    /// <param name="columns">The tile's number of columns.</param>
    /// <param name="tile">The tile's first element: in the product itself, or in the worker's scratch if the plan does not store
    /// it.</param>
    /// <param name="stride">The number of elements from one row of <paramref name="tile"/> to the next.</param>
    /// <param name="worker">The worker that runs the tile: an index for scratch memory, never for results.</param>
    public abstract void Apply(int batch, int row, int column, int rows, int columns, T* tile, nint stride, int worker);

    /// <summary>How many matrices of the product's shape it reads or writes beside the tile; their rows are contiguous.</summary>
    public virtual int OperandCount => 0;

    /// <summary>Bytes from one row of such a matrix to the next.</summary>
    public virtual nint OperandStep => 0;

    /// <summary>Bytes of its elements.</summary>
    public virtual int OperandSize => sizeof(T);

    /// <summary>Where an element of such a matrix lies; asked for in advance, never read through it.</summary>
    public virtual byte* OperandAt(int index, int batch, int row, int column) => null;
}
