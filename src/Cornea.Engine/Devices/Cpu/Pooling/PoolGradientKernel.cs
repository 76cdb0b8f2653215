using System.Numerics;
using System.Runtime.CompilerServices;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Pooling;

/// <summary>
/// The gradient of pooling. Where windows share rows of pixels, a tile is a whole image: it is cleared, then each position adds to the
/// pixels it saw, in order. Where they do not, a tile is some rows of positions and the rows of pixels up to the next.
/// </summary>
internal sealed unsafe class PoolGradientKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Workers _workers;
    private readonly Tiles _tiles;

    public PoolGradientKernel(PoolGradientSpec spec, Workers workers) : base(spec)
    {
        _workers = workers;
        _tiles = new Tiles(spec);
    }

    public override void Run() => _workers.Run(_tiles, _tiles.Count);

    private sealed class Tiles : TileWork
    {
        private readonly WindowShape _shape;
        private readonly PoolRows _rows;
        private readonly bool _isMaximum;
        private readonly bool _hasOwnRows; // no two rows of positions see the same row of pixels
        private readonly bool _hasPairs; // windows are two by two, side by side
        private readonly T* _x;
        private readonly T* _gradient;
        private readonly T* _dx;

        public Tiles(PoolGradientSpec spec)
        {
            _shape = spec.Shape;
            _rows = new PoolRows(_shape);
            _isMaximum = spec.Kind == PoolKind.Maximum;
            var axes = _shape.Window.Axes;
            _hasOwnRows = axes[0] is { Size: 1, Stride: 1, Low: 0, High: 0 } && axes[1].Extent <= axes[1].Stride && axes[1].Low == 0;
            _hasPairs = _hasOwnRows && _isMaximum && axes[1] is { Size: 2, Stride: 2 } && axes[2] is { Size: 2, Stride: 2, Low: 0 };
            _x = (T*)spec.Reads[0].Buffer.Address + spec.Reads[0].Offset;
            _gradient = (T*)spec.Reads[^1].Buffer.Address + spec.Reads[^1].Offset;
            _dx = (T*)spec.Writes[0].Buffer.Address + spec.Writes[0].Offset;
        }

        public int Count => _shape.Channels == 0 ? 0 : _hasOwnRows ? _rows.Tiles : _shape.Batch;

        public override void RunTile(int tile, int worker)
        {
            var (input, positions) = (_shape.Input, _shape.Positions);
            if (!_hasOwnRows)
            {
                var lines = input[0] * input[1];
                Clear((nint)tile * lines * input[2], lines * input[2]);
                for (var row = tile * positions[0] * positions[1]; row < (tile + 1) * positions[0] * positions[1]; row++)
                    Add(new PoolLine(_shape, row), row, 0);
                return;
            }
            for (var row = _rows.First(tile); row < _rows.First(tile + 1); row++)
            {
                // Rows of pixels from this row of positions to the next, or to the image's end.
                var (image, position) = Math.DivRem(row, positions[1]);
                var stride = _shape.Window.Axes[1].Stride;
                var first = position * stride;
                var last = position == positions[1] - 1 ? input[1] : Math.Min(input[1], first + stride);
                var start = (((nint)image * input[1]) + first) * input[2];
                var line = new PoolLine(_shape, row);
                var pairs = _hasPairs && line.PairsOfRows ? line.WholePairs : 0;
                var written = 0;
                if (pairs > 0)
                {
                    FirstOfFour(start * _shape.Channels, (nint)input[2] * _shape.Channels, (nint)row * positions[2] * _shape.Channels,
                        pairs, _shape.Channels);
                    Clear(start + (2 * pairs), input[2] - (2 * pairs));
                    Clear(start + input[2] + (2 * pairs), input[2] - (2 * pairs));
                    written = 2;
                }
                Clear(start + ((nint)written * input[2]), (last - first - written) * input[2]);
                Add(line, row, pairs);
            }
        }

        private void Clear(nint pixel, int count) => new Span<T>(_dx + (pixel * _shape.Channels), count * _shape.Channels).Clear();

        private void Add(in PoolLine line, int row, int firstColumn)
        {
            for (var column = firstColumn; column < _shape.Positions[2]; column++)
            {
                var gradient = _gradient + ((((nint)row * _shape.Positions[2]) + column) * _shape.Channels);
                if (_isMaximum)
                    Maximum(line.At(column), gradient);
                else
                    Average(line.At(column), gradient);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void FirstOfFour(nint pixels, nint rowStep, nint position, int positions, int channels)
        {
            T* x0 = _x + pixels, x2 = x0 + rowStep, d0 = _dx + pixels, d2 = d0 + rowStep, gradient = _gradient + position;
            for (var column = 0; column < positions; column++)
            {
                T* x1 = x0 + channels, x3 = x2 + channels, d1 = d0 + channels, d3 = d2 + channels;
                var i = 0;
                for (; i + Vector<T>.Count <= channels; i += Vector<T>.Count)
                {
                    Vector<T> a = Vector.Load(x0 + i), b = Vector.Load(x1 + i), c = Vector.Load(x2 + i), d = Vector.Load(x3 + i);
                    var largest = Vector.Max(Vector.Max(a, b), Vector.Max(c, d));
                    var g = Vector.Load(gradient + i);
                    // Where the largest is NaN, the first NaN has it: unequal to itself counts as equal to the largest there.
                    var isNumber = Vector.Equals(largest, largest);
                    var isA = Vector.Equals(a, largest) | ~(Vector.Equals(a, a) | isNumber);
                    var isB = (Vector.Equals(b, largest) | ~(Vector.Equals(b, b) | isNumber)) & ~isA;
                    var isC = (Vector.Equals(c, largest) | ~(Vector.Equals(c, c) | isNumber)) & ~(isA | isB);
                    var isD = ~(isA | isB | isC);
                    Vector.Store(g & isA, d0 + i);
                    Vector.Store(g & isB, d1 + i);
                    Vector.Store(g & isC, d2 + i);
                    Vector.Store(g & isD, d3 + i);
                }
                for (; i < channels; i++)
                {
                    var largest = T.Max(T.Max(x0[i], x1[i]), T.Max(x2[i], x3[i]));
                    var which = Is(x0[i], largest) ? 0 : Is(x1[i], largest) ? 1 : Is(x2[i], largest) ? 2 : 3;
                    d0[i] = which == 0 ? gradient[i] : T.Zero;
                    d1[i] = which == 1 ? gradient[i] : T.Zero;
                    d2[i] = which == 2 ? gradient[i] : T.Zero;
                    d3[i] = which == 3 ? gradient[i] : T.Zero;
                }
                x0 = x1 + channels;
                x2 = x3 + channels;
                d0 = d1 + channels;
                d2 = d3 + channels;
                gradient += channels;
            }
        }

        private static bool Is(T x, T largest) => x == largest || (T.IsNaN(x) && T.IsNaN(largest));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Average(in PoolTaps taps, T* gradient)
        {
            var size = T.CreateChecked(Math.Max(1, taps.Count));
            var channels = _shape.Channels;
            nint planeStep = taps.PlaneStep * channels, rowStep = taps.RowStep * channels, columnStep = taps.ColumnStep * channels;
            for (var plane = 0; plane < taps.Planes; plane++)
            {
                for (var row = 0; row < taps.Rows; row++)
                {
                    var dx = _dx + (taps.Start * channels) + (plane * planeStep) + (row * rowStep);
                    for (var column = 0; column < taps.Columns; column++, dx += columnStep)
                    {
                        var i = 0;
                        for (; i + Vector<T>.Count <= channels; i += Vector<T>.Count)
                            Vector.Store(Vector.Load(dx + i) + (Vector.Load(gradient + i) / new Vector<T>(size)), dx + i);
                        for (; i < channels; i++)
                            dx[i] += gradient[i] / size;
                    }
                }
            }
        }

        // Two passes over the taps: what the largest is, and the first one that is it. NaN is larger than any number.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Maximum(in PoolTaps taps, T* gradient)
        {
            nint channels = _shape.Channels, start = taps.Start * channels;
            nint planeStep = taps.PlaneStep * channels, rowStep = taps.RowStep * channels, columnStep = taps.ColumnStep * channels;
            var i = 0;
            for (; i + Vector<T>.Count <= channels; i += Vector<T>.Count)
            {
                var largest = new Vector<T>(T.NegativeInfinity);
                for (var plane = 0; plane < taps.Planes; plane++)
                {
                    for (var row = 0; row < taps.Rows; row++)
                    {
                        var x = _x + start + (plane * planeStep) + (row * rowStep) + i;
                        for (var column = 0; column < taps.Columns; column++, x += columnStep)
                            largest = Vector.Max(largest, Vector.Load(x));
                    }
                }
                var open = Vector<T>.AllBitsSet;
                var isNaN = ~Vector.Equals(largest, largest);
                var g = Vector.Load(gradient + i);
                for (var plane = 0; plane < taps.Planes; plane++)
                {
                    for (var row = 0; row < taps.Rows; row++)
                    {
                        var at = start + (plane * planeStep) + (row * rowStep) + i;
                        for (var column = 0; column < taps.Columns; column++, at += columnStep)
                        {
                            var x = Vector.Load(_x + at);
                            var here = open & (Vector.Equals(x, largest) | (isNaN & ~Vector.Equals(x, x)));
                            open &= ~here;
                            Vector.Store(Vector.Load(_dx + at) + (g & here), _dx + at);
                        }
                    }
                }
            }
            for (; i < channels; i++)
            {
                nint best = -1;
                for (var tap = 0; tap < taps.Count; tap++)
                {
                    var at = (taps.Pixel(tap) * channels) + i;
                    if (best < 0 || _x[at] > _x[best] || (T.IsNaN(_x[at]) && !T.IsNaN(_x[best])))
                        best = at;
                }
                if (best >= 0)
                    _dx[best] += gradient[i];
            }
        }
    }
}
