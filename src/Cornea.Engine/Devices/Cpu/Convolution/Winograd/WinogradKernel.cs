using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution.Winograd;

/// <summary>
/// A convolution of 3x3 taps with a quarter of the multiplications (<see cref="VectorWinogradTransforms{V, O}"/>): tiles of the image are
/// transformed, multiplied by the transformed kernel as 36 matrix products, and transformed back, a block of tiles at a time so that
/// all of this stays in the cache.
/// </summary>
internal sealed unsafe class WinogradKernel : Kernel
{
    private readonly Workers _workers;
    private readonly WinogradFilters _filters;
    private readonly Blocks _blocks;

    public WinogradKernel(ConvolutionSpec spec, Workers workers, GemmScratch scratch) : base(spec)
    {
        _workers = workers;
        _filters = new WinogradFilters(spec.Reads[1], scratch);
        _blocks = new Blocks(spec, _filters, workers, scratch);
    }

    public override string Algorithm => "Winograd F(4x4, 3x3)";

    public override void Run()
    {
        _filters.Prepare(_workers);
        _workers.Run(_blocks, _blocks.Count);
    }

    private sealed class Blocks : TileWork
    {
        private const int LeastJobs = 4;
        private const long MostReread = 1024 * 1024; // bytes of a transformed kernel that the second cache keeps from block to block
        private const long MostHeavyScratch = 768 * 1024; // bytes of a block's transforms where the kernel is larger than that
        private const int Positions = WinogradTransforms.Positions;

        private readonly WinogradTransforms _transforms = WinogradTransforms.Best;
        private readonly ConvolutionTile<float> _tile = ConvolutionTile<float>.Best;
        private readonly WinogradFilters _filters;
        private readonly WinogradTiles _tiles;
        private readonly WindowShape _shape;
        private readonly BufferView _images;
        private readonly GemmScratch _scratch;
        private readonly ProgramEpilogue<float>? _epilogue;
        private readonly float* _target;
        private readonly bool _isInPlace; // the product lies where the result goes
        private readonly int _allFilters, _panelParts;
        private readonly nint _pitch; // elements from one position's product to the next
        private readonly nint _inputStep, _productStep;
        private readonly nint _zeros, _wide, _input, _product, _result; // offsets in a worker's scratch

        public Blocks(ConvolutionSpec spec, WinogradFilters filters, Workers workers, GemmScratch scratch)
        {
            (_shape, _filters, _scratch, _images, _allFilters) = (spec.Shape, filters, scratch, spec.Reads[0], spec.Filters);
            var write = spec.Writes[0];
            if (spec.Epilogue is not null)
            {
                _epilogue = new ProgramEpilogue<float>(spec.Epilogue, spec.Reads.AsSpan()[2..], spec.Writes, workers,
                    (long)_shape.Pixels * spec.Filters);
            }
            _isInPlace = _epilogue is null
                || (write.DType == DType.Float32 && write.Strides[2] == 1
                    && spec.Reads.Skip(2).Concat(spec.Writes.Skip(1)).All(other => other.Buffer.Address != write.Buffer.Address));
            _pitch = _isInPlace ? OrderedKernelTiles.Pitch(spec) : _allFilters;
            _target = (float*)write.Buffer.Address + write.Offset;

            var width = filters.Width(0);
            // A large kernel is read for few large blocks, whose panels are shared out; else blocks are.
            var isHeavy = (long)Positions * _shape.Channels * _allFilters * sizeof(float) > MostReread;
            var most = isHeavy ? MostHeavyScratch : WinogradTransforms.MostScratch;
            _tiles = new WinogradTiles(
                _shape, (int)(most / (Positions * (_shape.Channels + width) * sizeof(float))), isHeavy ? 1 : LeastJobs);
            _panelParts = Math.Clamp(LeastJobs / Math.Max(1, _tiles.Count), 1, filters.Panels);
            Count = _tiles.Count * _panelParts;
            _inputStep = ((nint)_tiles.Most * _shape.Channels) + WinogradTransforms.Gap;
            _productStep = ((nint)_tiles.Most * width) + WinogradTransforms.Gap;
            _zeros = _transforms.ScratchElements;
            _wide = _zeros + _shape.Channels;
            _input = _wide + WinogradTiles.WideElements(_images, _shape.Channels);
            _product = _input + (Positions * _inputStep);
            _result = _product + (Positions * _productStep);
            scratch.Require(0, (_result + (_isInPlace ? 0 : (long)_tiles.MostPositions * _allFilters)) * sizeof(float));
        }

        public int Count { get; }

        public override void RunTile(int tile, int worker)
        {
            var (number, part) = Math.DivRem(tile, _panelParts);
            var block = _tiles[number];
            var scratch = (float*)_scratch.Worker(worker);
            Transform(block, scratch);
            var result = _isInPlace ? _target + (block.FirstPosition * _pitch) : scratch + _result;
            var (first, last) = (_filters.Panels * part / _panelParts, _filters.Panels * (part + 1) / _panelParts);
            for (var panel = first; panel < last; panel++)
            {
                Multiply(block, panel, scratch, isLast: panel == _filters.Panels - 1);
                Finish(block, panel, scratch, result + (panel * _filters.Width(0)));
            }
            if (_epilogue is null)
                return;
            var column = first * _filters.Width(0);
            var columns = Math.Min(_allFilters, last * _filters.Width(0)) - column;
            _epilogue.Apply(0, block.FirstPosition, column, block.Positions, columns, result + column, _pitch, worker);
        }

        private void Transform(in WinogradBlock block, float* scratch)
        {
            var pixels = stackalloc float*[Positions];
            new Span<float>(scratch + _zeros, _shape.Channels).Clear();
            for (var i = 0; i < block.Tiles; i++)
            {
                _tiles.Pixels(_images, _tiles.Place(block, i), scratch + _zeros, pixels, _shape.Channels, scratch + _wide);
                _transforms.Input(pixels, _shape.Channels, scratch + _input + (i * _shape.Channels), _inputStep, scratch);
            }
        }

        private void Multiply(in WinogradBlock block, int panel, float* scratch, bool isLast)
        {
            nint start = 0, width = _filters.Width(panel), channels = _shape.Channels;
            var vectors = (int)width / _tile.Lanes;
            var b = _filters.Panel(panel);
            for (var position = 0; position < Positions; position++, b += channels * width)
            {
                // The next point's part of the panel, or the next panel's first, follows in memory.
                var next = (byte*)(b + (channels * width));
                var end = isLast && position == Positions - 1 ? null : next + (channels * width * sizeof(float));
                float* a = scratch + _input + (position * _inputStep), c = scratch + _product + (position * _productStep);
                for (var row = 0; row < block.Tiles;)
                {
                    var rows = _tile.NextRows(block.Tiles - row);
                    var ahead = end > next ? new ReadAhead(next) : default;
                    next += channels * ReadAhead.Line;
                    _tile.Multiply(
                        rows, vectors, 1, &start, &start, channels, a + (row * channels), channels, 1, b, width, c + (row * width), width,
                        false, ahead);
                    row += rows;
                }
            }
        }

        private void Finish(in WinogradBlock block, int panel, float* scratch, float* result)
        {
            var width = _filters.Width(panel);
            var first = _tiles.Place(block, 0);
            for (var i = 0; i < block.Tiles; i++)
            {
                var (image, row, column) = _tiles.Place(block, i);
                var position = ((((image - first.Image) * _shape.Positions[1]) + row - first.Row) * (nint)_shape.Positions[2]) + column;
                _transforms.Output(
                    scratch + _product + (i * width), _productStep, width, result + (position * _pitch),
                    _shape.Positions[2] * _pitch, _pitch,
                    Math.Min(WinogradTransforms.Side, _shape.Positions[1] - row),
                    Math.Min(WinogradTransforms.Side, _shape.Positions[2] - column), scratch);
            }
        }
    }
}
