using System.Numerics;
using System.Runtime.CompilerServices;
using Cornea.Compilation;
using Cornea.Graph;

namespace Cornea.Backends.Cpu;

/// <summary>
/// The gradient of pooling. Windows may share pixels, so a tile is some channels of a whole image: it is cleared, then each place adds
/// to the pixels it saw, in order.
/// </summary>
internal sealed unsafe class PoolGradientKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Lanes _lanes;
    private readonly Tiles _tiles;

    public PoolGradientKernel(PoolGradientSpec spec, Lanes lanes) : base(spec)
    {
        _lanes = lanes;
        _tiles = new Tiles(spec);
    }

    public override void Run() => _lanes.Run(_tiles, _tiles.Count);

    private sealed class Tiles : TileWork
    {
        private const int ChannelsPerTile = 64;

        private readonly WindowShape _shape;
        private readonly bool _isMaximum;
        private readonly int _parts;
        private readonly T* _x;
        private readonly T* _gradient;
        private readonly T* _dx;

        public Tiles(PoolGradientSpec spec)
        {
            _shape = spec.Shape;
            _isMaximum = spec.Kind == PoolKind.Maximum;
            _parts = (_shape.Channels + ChannelsPerTile - 1) / ChannelsPerTile;
            _x = (T*)spec.Reads[0].Slot.Address + spec.Reads[0].Offset;
            _gradient = (T*)spec.Reads[^1].Slot.Address + spec.Reads[^1].Offset;
            _dx = (T*)spec.Writes[0].Slot.Address + spec.Writes[0].Offset;
        }

        public int Count => _shape.Batch * _parts;

        public override void RunTile(int tile, int lane)
        {
            var (image, part) = Math.DivRem(tile, _parts);
            var first = part * ChannelsPerTile;
            var count = Math.Min(ChannelsPerTile, _shape.Channels - first);
            nint channels = _shape.Channels;
            nint pixels = (nint)_shape.Input[0] * _shape.Input[1] * _shape.Input[2];
            for (var pixel = 0; pixel < pixels; pixel++)
                new Span<T>(_dx + (((image * pixels) + pixel) * channels) + first, count).Clear();
            var rows = _shape.Places[0] * _shape.Places[1];
            for (var row = image * rows; row < (image + 1) * rows; row++)
            {
                for (var column = 0; column < _shape.Places[2]; column++)
                {
                    var taps = new PoolTaps(_shape, row, column);
                    var gradient = _gradient + ((((nint)row * _shape.Places[2]) + column) * channels) + first;
                    if (_isMaximum)
                        Maximum(taps, first, count, gradient);
                    else
                        Average(taps, first, count, gradient);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Average(in PoolTaps taps, int first, int count, T* gradient)
        {
            var size = T.CreateChecked(Math.Max(1, taps.Count));
            for (var tap = 0; tap < taps.Count; tap++)
            {
                var dx = _dx + (Pixel(taps, tap) * _shape.Channels) + first;
                var i = 0;
                for (; i + Vector<T>.Count <= count; i += Vector<T>.Count)
                    Vector.Store(Vector.Load(dx + i) + (Vector.Load(gradient + i) / new Vector<T>(size)), dx + i);
                for (; i < count; i++)
                    dx[i] += gradient[i] / size;
            }
        }

        // Two passes over the taps: what the largest is, and the first one that is it. NaN is larger than any number.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Maximum(in PoolTaps taps, int first, int count, T* gradient)
        {
            nint channels = _shape.Channels;
            var i = 0;
            for (; i + Vector<T>.Count <= count; i += Vector<T>.Count)
            {
                var largest = new Vector<T>(T.NegativeInfinity);
                for (var tap = 0; tap < taps.Count; tap++)
                    largest = Vector.Max(largest, Vector.Load(_x + (Pixel(taps, tap) * channels) + first + i));
                var open = Vector<T>.AllBitsSet;
                var isNaN = ~Vector.Equals(largest, largest);
                for (var tap = 0; tap < taps.Count; tap++)
                {
                    var at = (Pixel(taps, tap) * channels) + first + i;
                    var x = Vector.Load(_x + at);
                    var here = open & (Vector.Equals(x, largest) | (isNaN & ~Vector.Equals(x, x)));
                    open &= ~here;
                    Vector.Store(Vector.Load(_dx + at) + (Vector.Load(gradient + i) & here), _dx + at);
                }
            }
            for (; i < count; i++)
            {
                nint best = -1;
                for (var tap = 0; tap < taps.Count; tap++)
                {
                    var at = (Pixel(taps, tap) * channels) + first + i;
                    if (best < 0 || _x[at] > _x[best] || (T.IsNaN(_x[at]) && !T.IsNaN(_x[best])))
                        best = at;
                }
                if (best >= 0)
                    _dx[best] += gradient[i];
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static nint Pixel(in PoolTaps taps, int tap)
        {
            var (rest, column) = Math.DivRem(tap, taps.Columns);
            var (plane, row) = Math.DivRem(rest, taps.Rows);
            return taps.Start + (plane * taps.PlaneStep) + (row * taps.RowStep) + (column * taps.ColumnStep);
        }
    }
}
