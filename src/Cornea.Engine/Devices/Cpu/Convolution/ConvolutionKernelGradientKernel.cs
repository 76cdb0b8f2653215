using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// The gradient of a convolution by its kernel: for each tap, the image seen through it times the gradient of the result, summed over
/// all positions. Positions are cut into chunks and chunks into slices by the shape alone; each slice has sums of its own, and these are
/// added in order at the end, so workers never change a bit.
/// </summary>
internal sealed unsafe class ConvolutionKernelGradientKernel<T> : Kernel
    where T : unmanaged
{
    private readonly Workers _workers;
    private readonly Slices _slices;
    private readonly SliceSums<T> _sums;

    /// <summary>Prepares the kernel.</summary>
    /// <param name="spec">What to compute.</param>
    /// <param name="workers">The threads.</param>
    /// <param name="scratch">Scratch memory.</param>
    /// <param name="isPooled">Whether the gradient comes through a pooling, as <see cref="PooledKernelGradientSpec"/> says.</param>
    public ConvolutionKernelGradientKernel(ConvolutionKernelGradientSpec spec, Workers workers, GemmScratch scratch, bool isPooled = false)
        : base(spec)
    {
        _workers = workers;
        _slices = new Slices(spec, scratch, isPooled);
        var write = spec.Writes[0];
        _sums = new SliceSums<T>(
            scratch, _slices.Count, _slices.Depth, spec.Groups, spec.Filters / spec.Groups, _slices.PaddedFilters,
            (T*)write.Buffer.Address + write.Offset);
    }

    public override string Algorithm => _slices.Algorithm;

    public override void Run()
    {
        _workers.Run(_slices, _slices.Tiles);
        _workers.Run(_sums, _sums.Tiles);
    }

    private sealed class Slices : TileWork
    {
        private const int MostSlices = 16;
        private const int LeastParts = 4, PartsPerWorker = 2;
        private const long MostElements = 1 << 21; // of all slices together
        private const long LeastWork = 1 << 18; // multiply-adds of a slice
        private const int WidestVector = 16; // float32 in 512 bits
        private const int FewChannels = 8; // too few rows for a register tile: patches are written as lines instead

        private readonly ConvolutionTile<T> _tile = ConvolutionTile<T>.Best;
        private readonly WindowShape _shape;
        private readonly PositionChunks _chunks;
        private readonly PatchLines<T>? _lines;
        private readonly WidenedChunk? _widened; // of images of 16 bits
        private readonly GemmScratch _scratch;
        private readonly T* _image;
        private readonly GradientPanels<T> _panels;
        private readonly BufferView _x;
        private readonly int _groups, _channels;
        private readonly int _panelParts, _tapParts;
        private readonly long _panelOffset, _widenedOffset;

        public Slices(ConvolutionKernelGradientSpec spec, GemmScratch scratch, bool isPooled)
        {
            (_shape, _scratch, _groups, _x) = (spec.Shape, scratch, spec.Groups, spec.Reads[0]);
            _image = (T*)_x.Buffer.Address + _x.Offset;
            _channels = _shape.Channels / _groups;
            Depth = _shape.Window.Taps * _channels;
            _chunks = new PositionChunks(_shape);
            _panels = isPooled ? (GradientPanels<T>)(object)new PooledGradientPanels(spec) : new StoredGradientPanels<T>(spec, _chunks);
            if (_groups == 1 && _channels < FewChannels)
                _lines = new PatchLines<T>(_shape, _x, _chunks);

            // By the widest vectors there are, not by this processor's: sums cut otherwise would have other bits.
            var filters = (spec.Filters / _groups + WidestVector - 1) / WidestVector * WidestVector;
            long elements = Math.Max(1, (long)Depth * _groups * filters), work = elements * _shape.Pixels;
            Count = (int)Math.Max(1, Math.Min(Math.Min(MostSlices, _chunks.Count), Math.Min(MostElements / elements, work / LeastWork)));
            if (_x.DType.IsShortFloat())
                _widened = new WidenedChunk(_shape, _x, _chunks);
            // Parts of a slice each widen the image anew: no more than keep the workers busy.
            var parts = _widened is null ? MostSlices : Math.Min(MostSlices, Math.Max(LeastParts, PartsPerWorker * scratch.Workers));
            _panelParts = Math.Clamp((parts + Count - 1) / Count, 1, Math.Max(1, _panels.Count));
            if (work / Count / _panelParts < LeastWork)
                _panelParts = 1;
            _tapParts = _lines is not null || work / Count / _panelParts < LeastWork
                ? 1
                : Math.Clamp((parts + (Count * _panelParts) - 1) / (Count * _panelParts), 1, _shape.Window.Taps);
            Tiles = spec.Writes[0].Count == 0 ? 0 : Count * _panelParts * _tapParts;

            _panelOffset = ((_lines?.ScratchElements ?? 0) + 31) / 32 * 32;
            _widenedOffset = (_panelOffset + _panels.ScratchElements(_chunks.MostPositions) + 31) / 32 * 32;
            scratch.Require(Count * elements * sizeof(T), (_widenedOffset + (_widened?.ScratchElements ?? 0)) * sizeof(T));
        }

        /// <summary>The number of slices.</summary>
        public int Count { get; }

        public int Tiles { get; }

        public string Algorithm => (_lines is null ? "direct" : "patches as lines")
            + (_panels is PooledGradientPanels ? ", through the pooling" : "");

        /// <summary>Rows of the kernel: taps, then channels of a group.</summary>
        public int Depth { get; }

        /// <summary>Filters of a group, in whole vectors.</summary>
        public int PaddedFilters => _panels.PaddedFilters;

        public override void RunTile(int tile, int worker)
        {
            var (rest, tapPart) = Math.DivRem(tile, _tapParts);
            var (slice, panelPart) = Math.DivRem(rest, _panelParts);
            nint stride = _groups * PaddedFilters;
            var sums = (T*)_scratch.Shared + (slice * Depth * stride);
            var scratch = (T*)_scratch.Worker(worker);
            int firstPanel = Part(_panels.Count, panelPart, _panelParts), lastPanel = Part(_panels.Count, panelPart + 1, _panelParts);
            int firstTap = Part(_shape.Window.Taps, tapPart, _tapParts), lastTap = Part(_shape.Window.Taps, tapPart + 1, _tapParts);
            for (var panel = firstPanel; panel < lastPanel; panel++)
            {
                for (var row = firstTap * _channels; row < lastTap * _channels; row++)
                    new Span<T>(sums + (row * stride) + _panels.Column(panel), _panels.Width(panel)).Clear();
            }
            for (var chunk = Part(_chunks.Count, slice, Count); chunk < Part(_chunks.Count, slice + 1, Count); chunk++)
            {
                var positions = _chunks[chunk];
                _lines?.Write(positions, scratch);
                nint imageStep = _x.Strides[0], line = _x.Strides[2];
                var image = _widened is not null
                    ? (T*)_widened.Prepare(positions, (float*)(scratch + _widenedOffset), out imageStep, out line)
                    : _image + (positions.Image * imageStep);
                for (var panel = firstPanel; panel < lastPanel; panel++)
                {
                    var b = _panels.Prepare(positions, panel, scratch + _panelOffset);
                    if (_lines is not null)
                        AddLines(positions, scratch, b, _panels.Width(panel), sums + _panels.Column(panel), stride);
                    else
                    {
                        AddTaps(positions, image, imageStep, line, panel / _panels.Panels, firstTap, lastTap, b, _panels.Width(panel),
                            sums + _panels.Column(panel), stride);
                    }
                }
            }
        }

        private static int Part(int length, int part, int parts) => (int)((long)length * part / parts);

        private void AddLines(in PositionChunk positions, T* lines, T* b, int width, T* sums, nint stride)
        {
            nint start = 0;
            for (var row = 0; row < Depth;)
            {
                var rows = _tile.NextRows(Depth - row);
                _tile.Multiply(
                    rows, width / _tile.Lanes, 1, &start, &start, positions.Count, lines + (row * _lines!.Stride), _lines.Stride, 1, b,
                    width,
                    sums + (row * stride), stride, true);
                row += rows;
            }
        }

        private void AddTaps(
            in PositionChunk positions, T* image, nint imageStep, nint line, int group, int firstTap, int lastTap, T* b, int width, T* sums,
            nint stride)
        {
            var axes = _shape.Window.Axes;
            var aStarts = stackalloc nint[PositionChunks.MostRuns];
            var bStarts = stackalloc nint[PositionChunks.MostRuns];
            nint pixel = _widened is null ? _x.Strides[3] : _shape.Channels;
            for (var tap = firstTap; tap < lastTap; tap++)
            {
                var (rest, tapColumn) = Math.DivRem(tap, axes[2].Size);
                var (tapPlane, tapRow) = Math.DivRem(rest, axes[1].Size);
                var plane = (positions.Plane * axes[0].Stride) - axes[0].Low + (tapPlane * axes[0].Dilation);
                var (firstColumn, lastColumn) = axes[2].Valid(tapColumn, _shape.Input[2], _shape.Positions[2]);
                (firstColumn, lastColumn) =
                    (Math.Max(firstColumn, positions.FirstColumn), Math.Min(lastColumn, positions.FirstColumn + positions.Columns));
                var (firstRow, lastRow) = axes[1].Valid(tapRow, _shape.Input[1], _shape.Positions[1]);
                (firstRow, lastRow) = (Math.Max(firstRow, positions.FirstRow), Math.Min(lastRow, positions.FirstRow + positions.Rows));
                if ((uint)plane >= (uint)_shape.Input[0] || firstColumn >= lastColumn || firstRow >= lastRow)
                    continue;
                var a = image + (plane * (nint)_x.Strides[1]) + ((nint)group * _channels)
                    + (((firstColumn * axes[2].Stride) - axes[2].Low + (tapColumn * axes[2].Dilation)) * pixel);
                var runs = 0;
                for (var i = 0; i < positions.Images; i++)
                {
                    for (var row = firstRow; row < lastRow; row++)
                    {
                        aStarts[runs] = (i * imageStep)
                            + (((row * axes[1].Stride) - axes[1].Low + (tapRow * axes[1].Dilation)) * line);
                        bStarts[runs++] =
                            ((((i * positions.Rows) + row - positions.FirstRow) * (nint)positions.Columns) + firstColumn
                            - positions.FirstColumn) * width;
                    }
                }
                var c = sums + (tap * _channels * stride);
                for (var row = 0; row < _channels;)
                {
                    var rows = _tile.NextRows(_channels - row);
                    _tile.Multiply(
                        rows, width / _tile.Lanes, runs, aStarts, bStarts, lastColumn - firstColumn, a + row, 1, axes[2].Stride * pixel, b,
                        width,
                        c + (row * stride), stride, true);
                    row += rows;
                }
            }
        }
    }
}
