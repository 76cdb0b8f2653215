using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution.Winograd;

/// <summary>
/// The gradient of a convolution of 3x3 taps by its kernel with a quarter of the multiplications: the image's tiles times the
/// gradient's tiles, both transformed, summed over all tiles as 36 matrix products and transformed back. Sums are cut into squares of
/// channels by filters that stay in the cache, and into slices of the images by the shape alone; the slices are added in order.
/// </summary>
internal sealed unsafe class WinogradKernelGradientKernel : Kernel
{
    private readonly Workers _workers;
    private readonly Squares _squares;
    private readonly SliceSums<float> _sums;

    public WinogradKernelGradientKernel(ConvolutionKernelGradientSpec spec, Workers workers, GemmScratch scratch) : base(spec)
    {
        _workers = workers;
        _squares = new Squares(spec, scratch);
        var write = spec.Writes[0];
        _sums = new SliceSums<float>(
            scratch, _squares.Slices, WinogradTransforms.Taps * WinogradTransforms.Taps * spec.Shape.Channels, 1, spec.Filters,
            spec.Filters,
            (float*)write.Buffer.Address + write.Offset);
    }

    public override string Algorithm => "Winograd F(3x3, 4x4)";

    public override void Run()
    {
        _workers.Run(_squares, _squares.Count);
        _workers.Run(_sums, _sums.Tiles);
    }

    private sealed class Squares : TileWork
    {
        private const int MostSlices = 16;
        private const long MostElements = 1 << 21; // of all slices together
        private const int Side = 64; // channels, and filters, of a square
        private const int TilesOfSlice = 128;
        private const int LeastTiles = 16; // depth of a product that hides reading and writing the sums
        private const int Positions = WinogradTransforms.Positions, Taps = WinogradTransforms.Taps * WinogradTransforms.Taps;

        private readonly WinogradTransforms _transforms = WinogradTransforms.Best;
        private readonly ConvolutionTile<float> _tile = ConvolutionTile<float>.Best;
        private readonly WinogradTiles _tiles;
        private readonly GemmScratch _scratch;
        private readonly BufferView[] _images, _gradients; // from the first channel, and filter, of each square on
        private readonly int _channels, _filters;
        private readonly int _height, _width; // of the largest square
        private readonly nint _inputStep, _gradientStep, _sumStep;
        private readonly nint _zeros, _wide, _input, _gradient, _sum; // offsets in a worker's scratch

        public Squares(ConvolutionKernelGradientSpec spec, GemmScratch scratch)
        {
            (_scratch, _channels, _filters) = (scratch, spec.Shape.Channels, spec.Filters);
            (_height, _width) = (Math.Min(Side, _channels), Math.Min(Side, _filters));
            _images = [.. Enumerable.Range(0, (_channels + Side - 1) / Side).Select(i => From(spec.Reads[0], i * Side))];
            _gradients = [.. Enumerable.Range(0, (_filters + Side - 1) / Side).Select(i => From(spec.Reads[1], i * Side))];
            var squares = _images.Length * _gradients.Length;
            var left = WinogradTransforms.MostScratch - ((long)Positions * _height * _width * sizeof(float));
            var most = (int)Math.Max(LeastTiles, left / (Positions * (_height + _width) * sizeof(float)));
            // As many as keep all workers busy; more only where each still adds many tiles, so that a slice's images stay in the last
            // cache.
            var slices = Math.Max(MostSlices / squares, (int)Math.Min(MostSlices, WinogradTiles.All(spec.Shape) / TilesOfSlice));
            slices = (int)Math.Clamp(MostElements / ((long)Taps * _channels * _filters), 1, Math.Max(1, slices));
            _tiles = new WinogradTiles(spec.Shape, most, slices);
            Slices = Math.Clamp(_tiles.Count, 1, slices);
            Count = _tiles.Count == 0 ? 0 : Slices * squares;

            _inputStep = ((nint)_tiles.Most * _height) + WinogradTransforms.Gap;
            _gradientStep = ((nint)_tiles.Most * _width) + WinogradTransforms.Gap;
            _sumStep = ((nint)_height * _width) + WinogradTransforms.Gap;
            _zeros = _transforms.ScratchElements;
            _wide = _zeros + Side;
            _input = _wide + Math.Max(WinogradTiles.WideElements(spec.Reads[0], Side), WinogradTiles.WideElements(spec.Reads[1], Side));
            _gradient = _input + (Positions * _inputStep);
            _sum = _gradient + (Positions * _gradientStep);
            scratch.Require((long)Slices * Taps * _channels * _filters * sizeof(float), (_sum + (Positions * _sumStep)) * sizeof(float));
        }

        /// <summary>The number of slices.</summary>
        public int Slices { get; }

        public int Count { get; }

        public override void RunTile(int tile, int worker)
        {
            var (rest, right) = Math.DivRem(tile, _gradients.Length);
            var (slice, left) = Math.DivRem(rest, _images.Length);
            int height = Math.Min(Side, _channels - (left * Side)), width = Math.Min(Side, _filters - (right * Side));
            var scratch = (float*)_scratch.Worker(worker);
            new Span<float>(scratch + _zeros, Side).Clear();
            var (first, last) = (_tiles.Count * slice / Slices, _tiles.Count * (slice + 1) / Slices);
            for (var number = first; number < last; number++)
            {
                var block = _tiles[number];
                Transform(block, _images[left], height, _gradients[right], width, scratch);
                Add(block.Tiles, height, width, scratch, number > first);
            }
            nint tap = (nint)_channels * _filters;
            var target = (float*)_scratch.Shared + (slice * Taps * tap) + ((nint)left * Side * _filters) + ((nint)right * Side);
            for (nint row = 0; row < height; row++)
                _transforms.KernelGradient(scratch + _sum + (row * width), _sumStep, width, target + (row * _filters), tap, scratch);
        }

        private static BufferView From(BufferView view, int first) => view with { Offset = view.Offset + first };

        private void Transform(in WinogradBlock block, BufferView image, int height, BufferView gradient, int width, float* scratch)
        {
            var pixels = stackalloc float*[Positions];
            for (var i = 0; i < block.Tiles; i++)
            {
                var position = _tiles.Place(block, i);
                _tiles.Pixels(image, position, scratch + _zeros, pixels, height, scratch + _wide);
                _transforms.Input(pixels, height, scratch + _input + (i * height), _inputStep, scratch);
                _tiles.Positions(gradient, position, scratch + _zeros, pixels, width, scratch + _wide);
                _transforms.Gradient(pixels, width, scratch + _gradient + (i * width), _gradientStep, scratch);
            }
        }

        private void Add(int tiles, int height, int width, float* scratch, bool accumulate)
        {
            nint start = 0;
            for (var position = 0; position < Positions; position++)
            {
                float* a = scratch + _input + (position * _inputStep), b = scratch + _gradient + (position * _gradientStep);
                var c = scratch + _sum + (position * _sumStep);
                for (var column = 0; column < width; column += _tile.Columns)
                {
                    var vectors = Math.Min(_tile.Columns, width - column) / _tile.Lanes;
                    for (var row = 0; row < height;)
                    {
                        var rows = _tile.NextRows(height - row);
                        _tile.Multiply(
                            rows, vectors, 1, &start, &start, tiles, a + row, 1, height, b + column, width,
                            c + ((nint)row * width) + column, width, accumulate);
                        row += rows;
                    }
                }
            }
        }
    }
}
