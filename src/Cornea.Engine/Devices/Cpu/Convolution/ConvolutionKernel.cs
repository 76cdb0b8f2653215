using System.Runtime.InteropServices;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// Convolution without patches: register tiles of adjacent positions by a panel of filters read the image where it lies, or a slab of
/// it copied with zeros around where the window reaches beside it. A tile is some rows of positions of one image and all filters, or some
/// of them where there are few positions; it is finished, with the epilogue, while it is in cache.
/// </summary>
internal sealed unsafe class ConvolutionKernel<T> : Kernel
    where T : unmanaged
{
    private readonly Workers _workers;
    private readonly ConvolutionFilters<T> _filters;
    private readonly Tiles _tiles;

    public ConvolutionKernel(ConvolutionSpec spec, Workers workers, GemmScratch scratch) : base(spec)
    {
        _workers = workers;
        _filters = new ConvolutionFilters<T>(spec.Reads[1], spec.Groups, spec.Shape.Pixels, scratch);
        _tiles = new Tiles(spec, _filters, workers, scratch);
    }

    public override string Algorithm => "direct";

    public override void Run()
    {
        if (_filters.Count > 0)
            _workers.Run(_filters, _filters.Count);
        _workers.Run(_tiles, _tiles.Count);
    }

    private sealed class Tiles : TileWork
    {
        private const int MostDepth = 1024; // k of one pass: a panel of it stays in the second cache
        private const long MostScratch = 128 * 1024; // bytes of a slab
        private const long MostHeavyScratch = 256 * 1024; // the same where the kernel is larger than the image
        private const long MostProduct = 24 * 1024; // bytes of a product that waits for its epilogue in the nearest cache
        private const long MostReread = 256 * 1024; // bytes of a kernel that may be read again for each such product
        private const long MostHeld = 12 * 1024; // bytes of a kernel that stays in the nearest cache whatever the order
        private const long MostWideProduct = 48 * 1024; // the same of whole rows, which the epilogue passes in longer runs
        private const int LeastColumns = 64; // of a product: an epilogue of shorter rows costs more per row than it does
        private const int LeastWideColumns = 128; // the same where positions follow one another in memory
        private const int MostWideColumns = 1024;
        private const int FewTiles = 8; // fewer than these are cut by filters too
        private const long LeastWork = 1 << 17; // multiply-adds of a tile that is so cut

        private readonly ConvolutionTile<T> _tile = ConvolutionTile<T>.Best;
        private readonly ConvolutionFilters<T> _filters;
        private readonly WindowShape _shape;
        private readonly PositionBlocks _blocks;
        private readonly ImageSlab<T> _image;
        private readonly GemmScratch _scratch;
        private readonly ProgramEpilogue<T>? _epilogue;
        private readonly FinishPlan? _finish; // in place of the epilogue: what register tiles do
        private readonly T* _target;
        private readonly nint _pitch; // elements from one position's results to the next
        private readonly int _groups, _channels, _groupFilters, _allFilters;
        private readonly int _runs, _runsPerPass, _runDepth;
        private readonly nint[] _tables; // starts of the runs in A, then in B for panels of one and of two vectors
        private readonly nint* _aStarts;
        private readonly nint* _bStarts;
        private readonly bool _skipsRows;
        private readonly bool _isStored; // the product goes straight to its position
        private readonly long _productOffset;
        private readonly int _parts; // tiles of the same positions, each with some of the panels
        private readonly bool _panelsLast; // the innermost loop runs over panels, so that a position's results are written together
        private readonly int _leastColumns;
        private readonly long _mostProduct;
        private readonly int _passPanels; // panels whose product is finished at once
        private readonly bool _readsAhead; // the kernel is not in the second cache

        public Tiles(ConvolutionSpec spec, ConvolutionFilters<T> filters, Workers workers, GemmScratch scratch)
        {
            (_shape, _filters, _scratch, _groups) = (spec.Shape, filters, scratch, spec.Groups);
            _channels = _shape.Channels / _groups;
            _allFilters = spec.Filters;
            _groupFilters = spec.Filters / _groups;
            _pitch = OrderedKernelTiles.Pitch(spec);
            _finish = FinishOf(spec);
            if (spec.Epilogue is not null && _finish is null)
            {
                _epilogue = new ProgramEpilogue<T>(spec.Epilogue, spec.Reads.AsSpan()[2..], spec.Writes, workers,
                    (long)_shape.Pixels * spec.Filters);
            }
            _isStored = _epilogue is null && _groupFilters % _tile.Lanes == 0;
            _target = (T*)spec.Writes[0].Buffer.Address + spec.Writes[0].Offset;

            var bytes = (long)_filters.Depth * _filters.PaddedFilters * _groups * sizeof(T);
            _panelsLast = bytes <= MostHeld;
            _readsAhead = bytes > MostReread;
            var isPlain = _isStored && _finish is null;
            var isWide = _shape.Positions is [1, 1, >= 2 * LeastColumns] && _shape.IsInside && !isPlain;
            _leastColumns = Math.Min(
                _filters.PaddedFilters, !isWide ? LeastColumns : bytes <= MostReread ? MostWideColumns : LeastWideColumns);
            _mostProduct = isWide && bytes <= MostReread ? MostWideProduct : MostProduct;
            var isHeavy = IsHeavy(bytes);
            // Few panels that two workers cannot halve: then there are to be more blocks of positions.
            var isOdd = _groups * _filters.Panels is < FewTiles and var panels && panels % 2 != 0;
            var copies = ImageSlab<T>.Copies(_shape, spec.Reads[0]);
            var mostScratch = isHeavy ? MostHeavyScratch : MostScratch;
            _blocks = PositionBlocks.Of(
                _shape, isHeavy ? 0 : (long)_filters.Depth * spec.Filters,
                (rows, columns) => Math.Max(
                    isPlain || (rows == 1 && bytes > MostReread)
                        ? 0 : (long)rows * columns * _leastColumns * sizeof(T) / _mostProduct,
                    (copies ? ImageSlab<T>.Elements(_shape, rows, columns) * sizeof(T) : 0) / mostScratch) == 0,
                isWide ? 2 * _tile.MostRows : isOdd ? _tile.MostRows : LeastColumns);
            _image = new ImageSlab<T>(_shape, spec.Reads[0], _blocks);

            // A run is what lies side by side both in the image and in the kernel: the last axis's taps, or one tap's channels.
            var axes = _shape.Window.Axes;
            var joined = _groups == 1 && axes[2].Dilation == 1 && _image.ColumnStride == _shape.Channels
                && axes[2].Size * _channels <= MostDepth;
            _runDepth = joined ? axes[2].Size * _channels : _channels;
            _runs = joined ? axes[0].Size * axes[1].Size : _shape.Window.Taps;
            _skipsRows = axes[0].Size == 1 && !_shape.IsInside && _shape.Input[1] > 0;
            _runsPerPass = Math.Clamp(MostDepth / Math.Max(1, _runDepth), 1, _runs);
            _tables = GC.AllocateArray<nint>(3 * _runs, pinned: true);
            _aStarts = (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(_tables, 0);
            _bStarts = _aStarts + _runs;
            for (var run = 0; run < _runs; run++)
            {
                var tap = joined ? run * axes[2].Size : run;
                _aStarts[run] = _image.Start(tap);
                for (var vectors = 1; vectors <= 2; vectors++)
                    _bStarts[((vectors - 1) * _runs) + run] = (nint)run * _runDepth * _filters.Step(vectors);
            }
            _productOffset = (_image.ScratchElements + 31) / 32 * 32;
            _parts = ChooseParts((long)_shape.Pixels * _filters.Depth * spec.Filters);
            _passPanels = ChoosePass();
            var columns = Math.Min(_filters.PaddedFilters, _passPanels * _tile.Columns);
            scratch.Require(0, (_productOffset + ((long)_blocks.MostPositions * columns)) * sizeof(T));
            Count = _allFilters == 0 ? 0 : _blocks.Tiles * _parts;
        }

        public int Count { get; }

        public override void RunTile(int tile, int worker)
        {
            var scratch = (T*)_scratch.Worker(worker);
            var (place, part) = Math.DivRem(tile, _parts);
            var panels = _groups * _filters.Panels;
            int first = (int)((long)panels * part / _parts), last = (int)((long)panels * (part + 1) / _parts);
            for (var block = _blocks.First(place); block < _blocks.First(place + 1); block++)
            {
                var positions = _blocks[block];
                var image = _image.Prepare(positions, scratch);
                for (var panel = first; panel < last;)
                {
                    var (group, from) = Math.DivRem(panel, _filters.Panels);
                    var count = Math.Min(Math.Min(_passPanels, _filters.Panels - from), last - panel);
                    Multiply(positions, group, from, from + count, image + ((nint)group * _channels), scratch + _productOffset, worker);
                    panel += count;
                }
            }
        }

        // Whole vectors of filters alone; and sums that wait in the result for a later pass must not stand where something else does that
        // is still to be added.
        private FinishPlan? FinishOf(ConvolutionSpec spec)
        {
            var finish = typeof(T) == typeof(float) && _groupFilters % _tile.Lanes == 0 && spec.Writes is [var write]
                && write.Strides[2] == 1
                ? FinishPlan.TryMake(spec.Epilogue, spec.Reads.AsSpan()[2..], spec.Writes) : null;
            return finish is { Adds: true } && _filters.Depth > MostDepth ? null : finish;
        }

        // A kernel larger than an image and its result is cut by filters, so that each part of it is read once.
        private bool IsHeavy(long bytes)
        {
            var (input, positions) = (_shape.Input, _shape.Positions);
            var image = ((long)input[0] * input[1] * input[2] * _shape.Channels)
                + ((long)positions[0] * positions[1] * positions[2] * _allFilters);
            return bytes > MostReread && bytes > image * sizeof(T) && (long)_shape.Batch * _groups * _filters.Panels >= FewTiles;
        }

        // By the shape alone. With few positions, several tiles of each block.
        private int ChooseParts(long work)
        {
            var panels = _groups * _filters.Panels;
            if (_blocks.Tiles >= FewTiles || panels < 2)
                return 1;
            var most = Math.Max(1, work / _blocks.Tiles / LeastWork);
            return (int)Math.Min(Math.Min(panels, (FewTiles + _blocks.Tiles - 1) / _blocks.Tiles), most);
        }

        // All panels, if the product then waits in the nearest cache or goes to its place; else some, in nearly equal passes.
        private int ChoosePass()
        {
            if (_isStored)
                return _filters.Panels;
            var most = Math.Max(_leastColumns, _mostProduct / sizeof(T) / Math.Max(1, _blocks.MostPositions));
            most = (most + _tile.Columns - 1) / _tile.Columns;
            var passes = (_filters.Panels + most - 1) / most;
            return (int)((_filters.Panels + passes - 1) / passes);
        }

        private void Multiply(in PositionBlock positions, int group, int firstPanel, int lastPanel, T* image, T* scratch, int worker)
        {
            var firstColumn = firstPanel * _tile.Columns;
            var columns = Math.Min(_filters.PaddedFilters, lastPanel * _tile.Columns) - firstColumn;
            var product = _isStored ? _target + (positions.Row * _pitch) + ((nint)group * _groupFilters) + firstColumn : scratch;
            nint pixel = _isStored ? _pitch : columns;
            var line = pixel * (_isStored ? _shape.Positions[2] : positions.Columns);
            var axis = _shape.Window.Axes[2];
            nint aRow = axis.Stride * _image.ColumnStride, aLine = _shape.Window.Axes[1].Stride * _image.RowStride;
            for (var pass = 0; pass < _runs; pass += _runsPerPass)
            {
                // Panels outermost, so that one stays in the nearest cache, unless all do.
                for (var outer = _panelsLast ? lastPanel - 1 : firstPanel; outer < lastPanel; outer++)
                {
                    byte* end = null;
                    var next = _readsAhead ? After(pass, group, outer, firstPanel, lastPanel, out end) : null;
                    for (var row = 0; row < positions.Rows; row++)
                    {
                        var (firstRun, lastRun) = SeenBy(positions.FirstRow + row);
                        var run = Math.Max(pass, firstRun);
                        var runs = Math.Min(pass + _runsPerPass, lastRun) - run;
                        if (runs <= 0)
                            continue;
                        var isLast = _finish is not null && run + runs == lastRun;
                        for (var column = 0; column < positions.Columns;)
                        {
                            var rows = _tile.NextRows(positions.Columns - column);
                            var a = image + (row * aLine) + (column * aRow);
                            var c = product + (row * line) + (column * pixel);
                            for (var panel = _panelsLast ? firstPanel : outer; panel <= outer; panel++)
                            {
                                var finish = isLast ? _finish!.At(group, panel * _tile.Columns) : default;
                                var vectors = _filters.Width(panel) / _tile.Lanes;
                                var lines = (nint)runs * _runDepth * ReadAhead.Line;
                                var ahead = end - next >= lines ? new ReadAhead(next) : default;
                                next += lines;
                                _tile.Multiply(
                                    rows, vectors, runs, _aStarts + run, _bStarts + ((vectors - 1) * _runs) + run, _runDepth, a, aRow, 1,
                                    _filters.Panel(group, panel), _filters.Step(vectors),
                                    c + ((nint)(panel - firstPanel) * _tile.Columns), pixel, run > firstRun, ahead,
                                    isLast ? (TileFinish<T>*)&finish : null);
                            }
                            column += rows;
                        }
                    }
                }
            }
            if (!_isStored)
                Finish(positions, group, firstColumn, columns, product, worker);
        }

        // The part of a panel that is read after this one, in this tile or the next.
        private byte* After(int pass, int group, int panel, int firstPanel, int lastPanel, out byte* end)
        {
            end = null;
            (pass, panel) = panel + 1 < lastPanel ? (pass, panel + 1)
                : pass + _runsPerPass < _runs ? (pass + _runsPerPass, firstPanel) : (0, lastPanel);
            if (panel >= _filters.Panels)
                return null;
            var step = _filters.Step(_filters.Width(panel) / _tile.Lanes);
            var first = _filters.Panel(group, panel) + ((nint)pass * _runDepth * step);
            end = (byte*)(first + ((nint)Math.Min(_runsPerPass, _runs - pass) * _runDepth * step));
            return (byte*)first;
        }

        // The runs of a row of positions: where they are ordered by rows of pixels, those beside the image are left out.
        private (int First, int Last) SeenBy(int row)
        {
            if (!_skipsRows)
                return (0, _runs);
            var axis = _shape.Window.Axes[1];
            var line = (row * axis.Stride) - axis.Low;
            var first = line >= 0 ? 0 : (-line + axis.Dilation - 1) / axis.Dilation;
            var last = Math.Min(axis.Size, (_shape.Input[1] - line - 1) / axis.Dilation + 1);
            var each = _runs / axis.Size;
            return first < last ? (first * each, last * each) : (0, _runs);
        }

        // Rows of positions are contiguous in the result only where the block has all of their columns.
        private void Finish(in PositionBlock positions, int group, int firstColumn, int padded, T* product, int worker)
        {
            var filters = Math.Min(padded, _groupFilters - firstColumn);
            var whole = positions.Columns == _shape.Positions[2];
            var (pieces, count) = whole ? (1, positions.Rows * positions.Columns) : (positions.Rows, positions.Columns);
            for (var piece = 0; piece < pieces; piece++)
            {
                var row = positions.Row + (piece * _shape.Positions[2]);
                var from = product + ((nint)piece * count * padded);
                if (_epilogue is not null)
                {
                    _epilogue.Apply(group, row, firstColumn, count, filters, from, padded, worker);
                    continue;
                }
                var to = _target + (row * _pitch) + ((nint)group * _groupFilters) + firstColumn;
                for (var i = 0; i < count; i++)
                    new Span<T>(from + ((nint)i * padded), filters).CopyTo(new Span<T>(to + (i * _pitch), filters));
            }
        }
    }
}
