using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Pooling;

/// <summary>The gradient of a <see cref="MaxPool2x2Kernel"/>: each position's gradient goes to the one of four that was chosen.</summary>
internal sealed unsafe class MaxPool2x2GradientKernel : Kernel
{
    private readonly Workers _workers;
    private readonly Tiles _tiles;

    public MaxPool2x2GradientKernel(MaxPool2x2GradientSpec spec, Workers workers) : base(spec)
    {
        _workers = workers;
        _tiles = new Tiles(spec);
    }

    public override void Run() => _workers.Run(_tiles, _tiles.Count);

    private sealed class Tiles(MaxPool2x2GradientSpec spec) : TileWork
    {
        private readonly PoolRows _rows = new(spec.Shape);
        private readonly int _height = spec.Shape.Input[1], _width = spec.Shape.Input[2], _channels = spec.Shape.Channels;
        private readonly int _lines = spec.Shape.Positions[1], _positions = spec.Shape.Positions[2];
        private readonly int _indexBytes = MaxPool2x2Spec.IndexBytes(spec.Shape.Channels);
        private readonly byte* _choice = spec.Reads[0].Buffer.Address + spec.Reads[0].Offset;
        private readonly float* _gradient = (float*)spec.Reads[1].Buffer.Address + spec.Reads[1].Offset;
        private readonly float* _dx = (float*)spec.Writes[0].Buffer.Address + spec.Writes[0].Offset;

        public int Count => _rows.Tiles;

        public override void RunTile(int tile, int worker)
        {
            var left = (_width - 2 * _positions) * _channels; // beside the last window
            for (var row = _rows.First(tile); row < _rows.First(tile + 1); row++)
            {
                var (image, line) = Math.DivRem(row, _lines);
                var top = _dx + ((nint)image * _height + 2 * line) * _width * _channels;
                var bottom = top + (nint)_width * _channels;
                var position = (nint)row * _positions;
                MaxPool2x2Indices.Spread(
                    _choice + position * _indexBytes, _indexBytes, _gradient + position * _channels, _channels, top,
                    (nint)_width * _channels, _channels,
                    _positions, _channels);
                new Span<float>(bottom - left, left).Clear();
                new Span<float>(bottom + (nint)_width * _channels - left, left).Clear();
                if (line == _lines - 1)
                    new Span<float>(bottom + (nint)_width * _channels, (_height - 2 * _lines) * _width * _channels).Clear();
            }
        }
    }
}
