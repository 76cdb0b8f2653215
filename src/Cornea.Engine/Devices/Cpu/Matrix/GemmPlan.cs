using System.Runtime.CompilerServices;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Elementwise;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>
/// A product C = A * B (+ C) prepared for its shape: how it is cut into tiles, which operands are packed and where. Pointers may
/// change between runs; a run allocates nothing.
/// </summary>
/// <remarks>
/// k is cut into blocks of a size that depends on the shape alone; within a block the terms are added in order, and the blocks are
/// added in order. So neither the tiles nor the number of workers changes a bit of the result. A long k over a small C is cut into
/// slices that run side by side and are added in order at the end. Before the tiles a phase may pack what all of them read, and
/// after them a phase may add the slices; <see cref="Run"/> runs them all.
/// </remarks>
/// <typeparam name="T">float, double, int or long.</typeparam>
internal sealed unsafe partial class GemmPlan<T> : TileWork
    where T : unmanaged
{
    private const int MostDepth = 512;
    private const int GroupedRows = 64; // a tile of more packs several panels of B at once
    private const long LeastFar = 4 << 20; // bytes of a matrix that are read from memory or a cache that others use too
    private const long MostPackedByEach = 1 << 17; // elements of B that every worker packs for itself
    private readonly MicroKernel<T> _kernel = MicroKernel<T>.Best;
    private readonly StridedSource<T>? _stridedLeft;
    private readonly StridedSource<T>? _stridedRight;
    private readonly ShortSource? _shortLeft;
    private readonly GemmScratch _scratch;
    private readonly PackWork _pack;
    private readonly SliceSum? _sum;
    private readonly OperandMode _leftMode;
    private readonly OperandMode _rightMode;
    private readonly bool _copiesLeft; // rows of A keep their order and lie apart by an odd number of cache lines
    private readonly int _groupColumns;
    private readonly int _groupRows;
    private readonly Strips? _strips; // how the last block of k is finished in parts
    private readonly GroupPieces? _pieces; // how a group is packed while another one is multiplied
    private readonly bool _isStreamed; // kept panels for a single row
    private readonly int _slices;
    private readonly int _sliceDepth;
    private readonly int _depthBlock;
    private readonly int _tileRows;
    private readonly int _tileColumns;
    private readonly int _rowTiles;
    private readonly int _columnTiles;
    private readonly GemmScratch? _kept; // B's panels for all runs
    private readonly bool _repeatsRight;
    private readonly bool _isNarrow; // kept panels are bfloat16
    private readonly FinishPlan? _finish;
    private readonly long[] _packedIn; // for each worker, on a cache line of its own, the run in which it packed B
    private readonly long _sharedRight;
    private readonly long _sharedSlices;
    private readonly long _workerRight;
    private readonly long _workerProduct;
    private long _run;

    /// <summary>Prepares a product.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="left">A; its lines are the rows of C.</param>
    /// <param name="right">B; its lines are the columns of C.</param>
    /// <param name="scratch">Memory for packed panels, which may be shared with plans that never run at the same time.</param>
    /// <param name="productStride">Elements from one row of C to the next.</param>
    /// <param name="productBatchStride">Elements from one matrix of C to the next.</param>
    /// <param name="accumulate">Whether the product is added to what C holds.</param>
    /// <param name="epilogue">What is done to each tile when it is final.</param>
    /// <param name="storesProduct">False if C is not written: each tile lives in the worker's scratch and only the epilogue sees
    /// it.</param>
    /// <param name="constantRight">How B is read where it never changes: it is packed once, for all plans that read it so.</param>
    /// <param name="repeatsRight">Whether B changes between rows of many runs alone; <see cref="PackRepeated"/> is called before
    /// each.</param>
    /// <param name="finish">What register tiles do to the sums before they store them, where <see cref="CanFinish"/>.</param>
    /// <param name="narrows">Whether elements of a B that never changes are rounded to bfloat16, and kept so where a single row waits
    /// for them; T is float.</param>
    public GemmPlan(
        GemmShape shape, PanelSource<T> left, PanelSource<T> right, GemmScratch scratch, nint productStride,
        nint productBatchStride = 0, bool accumulate = false, TileEpilogue<T>? epilogue = null, bool storesProduct = true,
        BufferView? constantRight = null, bool repeatsRight = false, FinishPlan? finish = null, bool narrows = false)
    {
        if (!storesProduct && (accumulate || epilogue is null))
            throw new ArgumentException("A product that is not stored needs an epilogue and nothing to add to.", nameof(storesProduct));
        Shape = shape;
        Left = left;
        Right = right;
        Accumulate = accumulate;
        Epilogue = epilogue;
        StoresProduct = storesProduct;
        _finish = finish;
        ProductStride = productStride;
        ProductBatchStride = productBatchStride;
        _stridedLeft = left as StridedSource<T>;
        _stridedRight = right as StridedSource<T>;
        _shortLeft = (object)left as ShortSource;
        _scratch = scratch;
        (_slices, _sliceDepth) = ChooseSlices(shape);
        int blocks = Math.Max(1, DivideUp(_sliceDepth, MostDepth));
        _depthBlock = Math.Max(8, RoundUp(DivideUp(_sliceDepth, blocks), 8));
        (_tileRows, _tileColumns) = ChooseTile();
        _rowTiles = DivideUp(shape.Rows, _tileRows);
        _columnTiles = DivideUp(shape.Columns, _tileColumns);
        _leftMode = ChooseLeft();
        _rightMode = repeatsRight && shape is { Rows: > 1, Batch: 1 } ? OperandMode.Kept : ChooseRight(constantRight is not null, narrows);
        _copiesLeft = (_stridedLeft is { DepthStride: 1 } && _leftMode is OperandMode.PerTile or OperandMode.Shared)
            || _shortLeft is { DepthStride: 1 };
        narrows &= constantRight is not null && _rightMode == OperandMode.Kept && typeof(T) == typeof(float);
        // More rows would widen each panel first, which costs more than reading it wide.
        _isNarrow = narrows && shape.Rows == 1;
        _isStreamed = _rightMode == OperandMode.Kept && shape.Rows == 1 && _leftMode == OperandMode.Direct;
        (_groupColumns, _groupRows) = ChooseGroup();
        bool isFar = (long)shape.Depth * shape.Columns * sizeof(T) >= LeastFar;
        _pieces = _groupColumns > 0 && _stridedRight is not null && isFar ? new GroupPieces(this) : null;
        _strips = Strips.TryMake(this);
        TileCount = shape.Rows == 0 || shape.Columns == 0 ? 0 : checked(_rowTiles * _columnTiles * shape.Batch * _slices);

        int paddedColumns = RoundUp(shape.Columns, _kernel.Lanes);
        _sharedRight = _leftMode == OperandMode.Shared
            ? Align((long)DivideUp(shape.Depth, _depthBlock) * shape.Rows * LeftStride(_depthBlock)) : 0;
        _sharedSlices = _sharedRight + (_rightMode == OperandMode.Shared ? Align((long)paddedColumns * shape.Depth) : 0);
        long shared = _sharedSlices + (_slices > 1 ? Align((long)_slices * shape.Rows * shape.Columns) : 0);
        _workerRight = _leftMode == OperandMode.PerTile ? Align((long)_tileRows * LeftStride(_depthBlock)) : 0;
        _workerProduct = _workerRight + Align(_rightMode switch
        {
            OperandMode.PerWorker => (long)paddedColumns * shape.Depth,
            OperandMode.Kept => _isNarrow ? (long)_kernel.Columns * _depthBlock : 0,
            _ => (long)Math.Max(_groupColumns, _kernel.Columns) * _depthBlock * (_pieces is null ? 1 : 2),
        });
        long worker = _workerProduct + (storesProduct ? 0 : Align(Math.Max((long)_tileRows * _tileColumns, SliceSum.MostElements(shape))));
        scratch.Require(shared * sizeof(T), worker * sizeof(T));
        if (_rightMode == OperandMode.Kept)
        {
            long elements = (long)paddedColumns * shape.Depth;
            _repeatsRight = constantRight is null;
            _kept = constantRight is null ? new GemmScratch(0) : KeepConstant(constantRight, narrows, elements);
            if (_repeatsRight) _kept.Require(elements * sizeof(T), 0);
        }
        _pack = new PackWork(this);
        if (_slices > 1) _sum = new SliceSum(this);
        _packedIn = new long[scratch.Workers * 16];
    }

    /// <summary>The sizes.</summary>
    public GemmShape Shape { get; }

    /// <summary>A.</summary>
    public PanelSource<T> Left { get; }

    /// <summary>B.</summary>
    public PanelSource<T> Right { get; }

    /// <summary>C's first element.</summary>
    public T* Product { get; set; }

    /// <summary>Elements from one row of C to the next.</summary>
    public nint ProductStride { get; }

    /// <summary>Elements from one matrix of C to the next.</summary>
    public nint ProductBatchStride { get; }

    /// <summary>Whether the product is added to what C holds.</summary>
    public bool Accumulate { get; }

    /// <summary>What is done to each tile when it is final.</summary>
    public TileEpilogue<T>? Epilogue { get; }

    /// <summary>Whether C is written.</summary>
    public bool StoresProduct { get; }

    /// <summary>The tiles of the product.</summary>
    public int TileCount { get; }

    /// <summary>How the plan reads its operands and cuts its product, for people.</summary>
    public override string ToString() =>
        $"{Shape.Batch}x{Shape.Rows}x{Shape.Columns}x{Shape.Depth} slices {_slices} tile {_tileRows}x{_tileColumns}x{_depthBlock} "
        + $"A {_leftMode} B {_rightMode}";

    /// <summary>A plan for two matrices in memory; a transpose is another pair of strides.</summary>
    public static GemmPlan<T> Create(
        GemmShape shape, GemmScratch scratch, T* a, nint aRow, nint aColumn, T* b, nint bRow, nint bColumn, T* c, nint cRow,
        nint aBatch = 0, nint bBatch = 0, nint cBatch = 0, bool accumulate = false, TileEpilogue<T>? epilogue = null,
        bool storesProduct = true) =>
        new(shape, new StridedSource<T>(aRow, aColumn, aBatch) { Pointer = a }, new StridedSource<T>(bColumn, bRow, bBatch) { Pointer = b },
            scratch, cRow, cBatch, accumulate, epilogue, storesProduct)
        {
            Product = c,
        };

    /// <summary>Packs B for the runs that follow, where the plan was told that it stays as it is for many.</summary>
    public void PackRepeated()
    {
        if (_repeatsRight) PackAll((T*)_kept!.Shared);
    }

    /// <summary>Computes the product.</summary>
    /// <exception cref="ArgumentException">There are more workers than the scratch has room for.</exception>
    public void Run(Workers workers)
    {
        if (workers.Count > _scratch.Workers)
        {
            throw new ArgumentException($"The scratch has room for {_scratch.Workers} workers, but {workers.Count} would run.",
                nameof(workers));
        }
        _run++;
        if (_pack.Count > 0) workers.Run(_pack, _pack.Count);
        workers.Run(this, TileCount);
        if (_sum is not null) workers.Run(_sum, _sum.Count);
    }

    /// <summary>Computes one tile; called by <see cref="Run"/>.</summary>
    public override void RunTile(int tile, int worker) => Compute(tile, worker);

    /// <summary>The same, where a compiler that works ahead finds it.</summary>
    public void Compute(int tile, int worker)
    {
        // The part is the matrix of the batch, or the slice of k: never both. Slices lie side by side, since the last one is shorter: so
        // each worker's share has as many short ones.
        int tiles = _rowTiles * _columnTiles, part = _slices > 1 ? tile % _slices : tile / tiles;
        tile = _slices > 1 ? tile / _slices : tile - (part * tiles);
        int rowTile = tile / _columnTiles, columnTile = tile - (rowTile * _columnTiles);
        int row = rowTile * _tileRows, column = columnTile * _tileColumns;
        int rows = Math.Min(_tileRows, Shape.Rows - row), columns = Math.Min(_tileColumns, Shape.Columns - column);
        T* scratch = (T*)_scratch.Worker(worker);
        if (_slices > 1)
        {
            nint offset = ((((nint)part * Shape.Rows) + row) * Shape.Columns) + column;
            T* slice = (T*)_scratch.Shared + _sharedSlices + offset;
            int start = part * _sliceDepth;
            Blocks(0, row, rows, column, columns, start, Math.Min(Shape.Depth, start + _sliceDepth), scratch, slice, Shape.Columns, false);
            return;
        }
        if (_rightMode == OperandMode.PerWorker && _packedIn[worker * 16] != _run)
        {
            _packedIn[worker * 16] = _run;
            PackAll(scratch + _workerRight);
        }
        T* product = StoresProduct ? Product + (part * ProductBatchStride) + (row * ProductStride) + column : scratch + _workerProduct;
        nint stride = StoresProduct ? ProductStride : _tileColumns;
        if (Shape.Depth == 0 && !Accumulate)
        {
            for (int i = 0; i < rows; i++) new Span<T>(product + (i * stride), columns).Clear();
        }
        if (_strips is not null)
        {
            int last = (Shape.Depth - 1) / _depthBlock * _depthBlock, depth = Shape.Depth - last;
            Blocks(part, row, rows, column, columns, 0, last, scratch, product, stride, false);
            if (_leftMode == OperandMode.PerTile) PackLeft(scratch, part, row, rows, last, depth);
            _strips.Run(part, row, rows, column, columns, last, depth, scratch, product, stride, worker);
            return;
        }
        Blocks(part, row, rows, column, columns, 0, Shape.Depth, scratch, product, stride, Accumulate);
        Epilogue?.Apply(part, row, column, rows, columns, product, stride, worker);
    }

    /// <summary>All of a tile for k from start to end, one block after another.</summary>
    private void Blocks(
        int batch, int row, int rows, int column, int columns, int start, int end, T* scratch, T* product, nint stride, bool accumulate)
    {
        if (_groupColumns > 0)
        {
            Groups(batch, row, rows, column, columns, start, end, scratch, product, stride, accumulate);
            return;
        }
        for (int k = start; k < end; k += _depthBlock)
        {
            int depth = Math.Min(_depthBlock, end - k);
            if (_leftMode == OperandMode.PerTile) PackLeft(scratch, batch, row, rows, k, depth);
            Block(batch, row, rows, column, columns, k, depth, scratch, product, stride, accumulate || k > start);
        }
    }

    /// <summary>All of a tile for one block of k: a panel of B stays in the nearest cache while the rows of A pass.</summary>
    private void Block(
        int batch, int row, int rows, int column, int columns, int k, int depth, T* scratch, T* product, nint stride, bool accumulate)
    {
        int lanes = _kernel.Lanes;
        for (int j = 0; j < columns;)
        {
            int width = Math.Min(PanelAt(column + j), columns - j);
            int padded = RoundUp(width, lanes);
            T* b, next = null;
            nint bStep = padded;
            if (_isNarrow)
            {
                var narrow = (ushort*)_kept!.Shared + ((nint)k * RoundUp(Shape.Columns, lanes)) + ((nint)(column + j) * depth);
                if (width > _kernel.Columns)
                {
                    _kernel.MultiplyRow(
                        depth, _stridedLeft!.At(batch, row, k), _stridedLeft.DepthStride, narrow, bStep, product + j, accumulate);
                    j += width;
                    continue;
                }
                b = scratch + _workerRight;
                BlockCasts.Cast(DType.BFloat16, DType.Float32, (byte*)narrow, (byte*)b, padded * depth);
            }
            else if (_rightMode is OperandMode.Shared or OperandMode.PerWorker or OperandMode.Kept)
            {
                b = PackedRight(scratch, column + j, k, depth);
                if (width > _kernel.Columns)
                {
                    _kernel.MultiplyRow(
                        depth, _stridedLeft!.At(batch, row, k), _stridedLeft.DepthStride, b, bStep, product + j, accumulate);
                    j += width;
                    continue;
                }
                if (j + width < columns) next = b + ((nint)depth * padded);
            }
            else if (_rightMode == OperandMode.Direct && padded == width)
            {
                b = _stridedRight!.At(batch, column + j, k);
                bStep = _stridedRight.DepthStride;
                if (rows == 1)
                {
                    int streamed = Stream(batch, row, columns - j, k, depth, b, product + j, accumulate);
                    j += streamed;
                    if (streamed > 0) continue;
                }
            }
            else
            {
                b = scratch + _workerRight;
                Right.Pack(b, padded, batch, column + j, width, k, depth);
            }
            Panel(batch, row, rows, column + j, k, depth, scratch, b, bStep, width, product + j, stride, accumulate, next);
            j += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;

    private static long Align(long elements) => (elements + 31) / 32 * 32;
}
