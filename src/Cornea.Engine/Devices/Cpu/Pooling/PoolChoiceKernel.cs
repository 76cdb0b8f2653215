using System.Numerics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Pooling;

/// <summary>The elements of one tensor where another is largest in a window; needed for second derivatives alone, so it is plain.</summary>
internal sealed unsafe class PoolChoiceKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Workers _workers;
    private readonly Tiles _tiles;

    public PoolChoiceKernel(PoolChoiceSpec spec, Workers workers) : base(spec)
    {
        _workers = workers;
        _tiles = new Tiles(spec);
    }

    public override void Run() => _workers.Run(_tiles, _tiles.Count);

    private sealed class Tiles(PoolChoiceSpec spec) : TileWork
    {
        private readonly WindowShape _shape = spec.Shape;
        private readonly PoolRows _rows = new(spec.Shape);
        private readonly T* _x = (T*)spec.Reads[0].Buffer.Address + spec.Reads[0].Offset;
        private readonly T* _values = (T*)spec.Reads[1].Buffer.Address + spec.Reads[1].Offset;
        private readonly T* _y = (T*)spec.Writes[0].Buffer.Address + spec.Writes[0].Offset;

        public int Count => _rows.Tiles;

        public override void RunTile(int tile, int worker)
        {
            var channels = _shape.Channels;
            for (var row = _rows.First(tile); row < _rows.First(tile + 1); row++)
            {
                var line = new PoolLine(_shape, row);
                for (var column = 0; column < _shape.Positions[2]; column++)
                {
                    var taps = line.At(column);
                    var y = _y + (((nint)row * _shape.Positions[2]) + column) * channels;
                    for (var i = 0; i < channels; i++)
                    {
                        var first = First(taps, i);
                        y[i] = first < 0 ? T.Zero : _values[first];
                    }
                }
            }
        }

        private nint First(in PoolTaps taps, int channel)
        {
            nint best = -1;
            for (var tap = 0; tap < taps.Count; tap++)
            {
                var at = (taps.Pixel(tap) * _shape.Channels) + channel;
                if (best < 0 || _x[at] > _x[best] || (T.IsNaN(_x[at]) && !T.IsNaN(_x[best])))
                    best = at;
            }
            return best;
        }
    }
}
