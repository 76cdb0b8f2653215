using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation;

namespace Cornea.Backends.Cpu;

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
                Line(top, bottom, (nint)row * _places);
                new Span<float>(bottom - left, left).Clear();
                new Span<float>(bottom + (nint)_width * _channels - left, left).Clear();
                if (line == _lines - 1)
                    new Span<float>(bottom + (nint)_width * _channels, (_height - 2 * _lines) * _width * _channels).Clear();
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Line(float* top, float* bottom, nint place)
        {
            var channels = _channels;
            var gradient = _gradient + place * channels;
            var choice = _choice + place * QuarterPoolSpec.ChoiceBytes(channels);
            var bits = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
            for (var column = 0; column < _places; column++, top += 2 * channels, bottom += 2 * channels, gradient += channels)
            {
                var i = 0;
                for (; i <= channels - 8; i += 8, choice += 2)
                {
                    var g = Vector256.Load(gradient + i);
                    var odd = Vector256.Equals(Vector256.Create((int)choice[0]) & bits, bits).AsSingle();
                    var low = Vector256.Equals(Vector256.Create((int)choice[1]) & bits, bits).AsSingle();
                    var (up, down) = (Vector256.AndNot(g, low), g & low);
                    Vector256.AndNot(up, odd).Store(top + i);
                    (up & odd).Store(top + channels + i);
                    Vector256.AndNot(down, odd).Store(bottom + i);
                    (down & odd).Store(bottom + channels + i);
                }
                if (i == channels)
                    continue;
                for (var bit = 0; i < channels; i++, bit++)
                {
                    var which = ((choice[0] >> bit) & 1) + 2 * ((choice[1] >> bit) & 1);
                    top[i] = which == 0 ? gradient[i] : 0;
                    top[channels + i] = which == 1 ? gradient[i] : 0;
                    bottom[i] = which == 2 ? gradient[i] : 0;
                    bottom[channels + i] = which == 3 ? gradient[i] : 0;
                }
                choice += 2;
            }
        }
    }
}
