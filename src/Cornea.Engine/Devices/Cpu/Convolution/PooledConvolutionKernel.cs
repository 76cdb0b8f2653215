using System.Runtime.InteropServices;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// A convolution and the maximum pooling two by two behind it: register tiles of two rows of positions keep the largest of each four
/// sums, so that what is pooled, four times the result, is never stored. Each sum and each element passes the operations of the two
/// kernels in their order. A tile is some rows of pooled positions.
/// </summary>
internal sealed unsafe class PooledConvolutionKernel : Kernel
{
    private const int Together = 3; // pooled positions of a register tile

    private readonly Workers _workers;
    private readonly ConvolutionFilters<float> _filters;
    private readonly Tiles _tiles;

    public PooledConvolutionKernel(PooledConvolutionSpec spec, Workers workers, GemmScratch scratch) : base(spec)
    {
        _workers = workers;
        _filters = new ConvolutionFilters<float>(spec.Reads[1], 1, spec.Convolution.Shape.Pixels, scratch);
        _tiles = new Tiles(spec, _filters);
    }

    public override string Algorithm => "direct";

    /// <summary>Whether a convolution's sums can be pooled in registers: of whole images, with taps of a row side by side, whole vectors of
    /// filters and an epilogue that a register tile does.</summary>
    /// <param name="spec">The convolution.</param>
    /// <param name="columns">Pooled columns of an image.</param>
    public static bool Fits(ConvolutionSpec spec, int columns)
    {
        const int MostDepth = 1024, Multiple = 16;
        var (shape, images) = (spec.Shape, spec.Reads[0]);
        var axes = shape.Window.Axes;
        return ConvolutionTile<float>.Best.CanPool && images.DType == DType.Float32 && spec.Groups == 1 && spec.Filters % Multiple == 0
            && shape.IsInside && axes[0].Size == 1 && shape.Positions[0] == 1 && axes[2].Dilation == 1 && columns >= Together
            && images.Strides[3] == shape.Channels && images.Strides[4] == 1
            && (long)shape.Window.Taps * shape.Channels is > 0 and <= MostDepth
            && (spec.Epilogue is null || FinishPlan.Match(spec.Epilogue, spec.Reads.AsSpan()[2..], spec.Writes) is { Added: null });
    }

    public override bool CanMove(BufferSlot slot) => ReferenceEquals(Spec.Writes[0].Buffer, slot) || !Spec.Uses(slot);

    public override void Move(BufferSlot slot, nint bytes) => _tiles.Move(bytes);

    public override void Run()
    {
        if (_filters.Count > 0)
            _workers.Run(_filters, _filters.Count);
        _workers.Run(_tiles, _tiles.Count);
    }

    private sealed class Tiles : TileWork
    {
        private const long LeastWork = 1 << 18; // multiply-adds that make a tile worth claiming
        private const int FewTiles = 16;

        private readonly ConvolutionTile<float> _tile = ConvolutionTile<float>.Best;
        private readonly ConvolutionFilters<float> _filters;
        private readonly FinishPlan? _finish;
        private readonly float* _images;
        private readonly nint _imageStride, _row, _column; // elements from a position to the next
        private readonly int _rows, _columns, _all, _perTile, _filterCount, _runs, _runDepth;
        private readonly nint[] _tables; // starts of the runs in A, then in B for panels of one and of two vectors
        private readonly nint* _starts;
        private float* _target;

        public Tiles(PooledConvolutionSpec spec, ConvolutionFilters<float> filters)
        {
            var (shape, images) = (spec.Convolution.Shape, spec.Reads[0]);
            var axes = shape.Window.Axes;
            (_filters, _rows, _columns, _filterCount) = (filters, spec.Rows, spec.Columns, spec.Convolution.Filters);
            _finish = FinishPlan.TryMake(spec.Convolution.Epilogue, spec.Reads.AsSpan()[2..], spec.Convolution.Writes);
            _images = (float*)images.Buffer.Address + images.Offset;
            _imageStride = images.Strides[0];
            (_row, _column) = ((nint)axes[1].Stride * images.Strides[2], (nint)axes[2].Stride * images.Strides[3]);
            (_runs, _runDepth) = (axes[1].Size, axes[2].Size * shape.Channels);
            _tables = GC.AllocateArray<nint>(3 * _runs, pinned: true);
            _starts = (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(_tables, 0);
            for (var run = 0; run < _runs; run++)
            {
                _starts[run] = (nint)run * axes[1].Dilation * images.Strides[2];
                for (var vectors = 1; vectors <= 2; vectors++)
                    _starts[(vectors * _runs) + run] = (nint)run * _runDepth * filters.Step(vectors);
            }
            _target = (float*)spec.Writes[0].Buffer.Address + spec.Writes[0].Offset;
            _all = checked(shape.Batch * _rows);
            var work = Math.Max(1, 4L * _columns * filters.Depth * _filterCount);
            _perTile = (int)Math.Clamp(LeastWork / work, 1, Math.Max(1, _all / FewTiles));
        }

        public int Count => (_all + _perTile - 1) / _perTile;

        public void Move(nint bytes) => _target = (float*)((byte*)_target + bytes);

        public override void RunTile(int tile, int worker)
        {
            var last = Math.Min(_all, (tile + 1) * _perTile);
            for (var panel = 0; panel < _filters.Panels; panel++)
            {
                var vectors = _filters.Width(panel) / _tile.Lanes;
                var finish = _finish?.At(0, panel * _tile.Columns)
                    ?? new TileFinish<float> { Nothing = -0f, Least = float.NegativeInfinity, Most = float.PositiveInfinity };
                finish.Line = _row;
                for (var row = tile * _perTile; row < last; row++)
                {
                    var (image, line) = Math.DivRem(row, _rows);
                    var a = _images + (image * _imageStride) + (2 * line * _row);
                    var c = _target + ((nint)row * _columns * _filterCount) + (panel * _tile.Columns);
                    for (var column = 0; column < _columns; column += Together)
                    {
                        // The last tile may compute again what the one before it has: the same bits.
                        var first = Math.Min(column, _columns - Together);
                        _tile.MultiplyPooled(
                            vectors, _runs, _starts, _starts + (vectors * _runs), _runDepth, a + (2 * first * _column), _column,
                            _filters.Panel(0, panel), _filters.Step(vectors), c + ((nint)first * _filterCount), _filterCount, &finish);
                    }
                }
            }
        }
    }
}
