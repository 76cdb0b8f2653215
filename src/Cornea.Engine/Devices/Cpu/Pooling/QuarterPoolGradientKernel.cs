using Cornea.Compilation.Scheduling;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Pooling;

/// <summary>The gradient of a <see cref="QuarterPoolKernel"/>: each place's gradient goes to the one of four that was chosen.</summary>
internal sealed unsafe class QuarterPoolGradientKernel : Kernel
{
    private readonly Lanes _lanes;
    private readonly Tiles _tiles;

    public QuarterPoolGradientKernel(QuarterPoolGradientSpec spec, Lanes lanes) : base(spec)
    {
        _lanes = lanes;
        _tiles = new Tiles(spec);
    }

    public override void Run() => _lanes.Run(_tiles, _tiles.Count);

    private sealed class Tiles(QuarterPoolGradientSpec spec) : TileWork
    {
        private readonly PoolRows _rows = new(spec.Shape);
        private readonly int _height = spec.Shape.Input[1], _width = spec.Shape.Input[2], _channels = spec.Shape.Channels;
        private readonly int _lines = spec.Shape.Places[1], _places = spec.Shape.Places[2];
        private readonly int _choiceBytes = QuarterPoolSpec.ChoiceBytes(spec.Shape.Channels);
        private readonly byte* _choice = spec.Reads[0].Slot.Address + spec.Reads[0].Offset;
        private readonly float* _gradient = (float*)spec.Reads[1].Slot.Address + spec.Reads[1].Offset;
        private readonly float* _dx = (float*)spec.Writes[0].Slot.Address + spec.Writes[0].Offset;

        public int Count => _rows.Tiles;

        public override void RunTile(int tile, int lane)
        {
            var left = (_width - 2 * _places) * _channels; // beside the last window
            for (var row = _rows.First(tile); row < _rows.First(tile + 1); row++)
            {
                var (image, line) = Math.DivRem(row, _lines);
                var top = _dx + ((nint)image * _height + 2 * line) * _width * _channels;
                var bottom = top + (nint)_width * _channels;
                var place = (nint)row * _places;
                QuarterChoices.Spread(
                    _choice + place * _choiceBytes, _choiceBytes, _gradient + place * _channels, _channels, top, (nint)_width * _channels, _channels,
                    _places, _channels);
                new Span<float>(bottom - left, left).Clear();
                new Span<float>(bottom + (nint)_width * _channels - left, left).Clear();
                if (line == _lines - 1)
                    new Span<float>(bottom + (nint)_width * _channels, (_height - 2 * _lines) * _width * _channels).Clear();
            }
        }
    }
}
