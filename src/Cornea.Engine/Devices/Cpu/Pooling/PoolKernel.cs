using System.Numerics;
using System.Runtime.CompilerServices;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Pooling;

/// <summary>Pooling: the channels of a position are vectors, its taps pass one after another. A tile is some rows of positions.</summary>
internal sealed unsafe class PoolKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Workers _workers;
    private readonly Tiles _tiles;

    public PoolKernel(PoolSpec spec, Workers workers) : base(spec)
    {
        _workers = workers;
        _tiles = new Tiles(spec);
    }

    public override bool CanMove(BufferSlot slot) => true;

    public override void Move(BufferSlot slot, nint bytes) => _tiles.Move(Spec, slot, bytes);

    public override void Run() => _workers.Run(_tiles, _tiles.Count);

    private sealed class Tiles : TileWork
    {
        private readonly WindowShape _shape;
        private readonly PoolRows _rows;
        private readonly bool _isMaximum;
        private T* _x;
        private T* _y;

        public Tiles(PoolSpec spec)
        {
            _shape = spec.Shape;
            _rows = new PoolRows(_shape);
            _isMaximum = spec.Kind == PoolKind.Maximum;
            _x = (T*)spec.Reads[0].Buffer.Address + spec.Reads[0].Offset;
            _y = (T*)spec.Writes[0].Buffer.Address + spec.Writes[0].Offset;
        }

        public int Count => _rows.Tiles;

        public void Move(KernelSpec spec, BufferSlot slot, nint bytes)
        {
            if (ReferenceEquals(spec.Reads[0].Buffer, slot))
                _x = (T*)((byte*)_x + bytes);
            if (ReferenceEquals(spec.Writes[0].Buffer, slot))
                _y = (T*)((byte*)_y + bytes);
        }

        public override void RunTile(int tile, int worker)
        {
            nint channels = _shape.Channels;
            for (var row = _rows.First(tile); row < _rows.First(tile + 1); row++)
            {
                var line = new PoolLine(_shape, row);
                var y = _y + ((nint)row * _shape.Positions[2] * channels);
                var pairs = _isMaximum && line.PairsOfRows ? line.WholePairs : 0;
                if (pairs > 0)
                    LargestOfFour(_x + (line.Start * channels), line.RowStep * channels, y, pairs, (int)channels);
                for (var column = pairs; column < _shape.Positions[2]; column++)
                    Place(line.At(column), y + (column * channels));
            }
        }

        // Windows of two by two side by side, the most usual.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void LargestOfFour(T* top, nint rowStep, T* y, int positions, int channels)
        {
            for (var position = 0; position < positions; position++, top += 2 * channels, y += channels)
            {
                var bottom = top + rowStep;
                var i = 0;
                for (; i + Vector<T>.Count <= channels; i += Vector<T>.Count)
                {
                    var upper = Vector.Max(Vector.Load(top + i), Vector.Load(top + channels + i));
                    var lower = Vector.Max(Vector.Load(bottom + i), Vector.Load(bottom + channels + i));
                    Vector.Store(Vector.Max(upper, lower), y + i);
                }
                for (; i < channels; i++)
                    y[i] = T.Max(T.Max(top[i], top[channels + i]), T.Max(bottom[i], bottom[channels + i]));
            }
        }

        private void Place(in PoolTaps taps, T* y)
        {
            if (_isMaximum)
                Place<Larger>(taps, y, T.NegativeInfinity, T.One);
            else
                Place<Sum>(taps, y, T.Zero, T.CreateChecked(Math.Max(1, taps.Count)));
        }

        // Four vectors of channels at once, so that one tap of each does not wait for another.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Place<S>(in PoolTaps taps, T* y, T start, T count)
            where S : struct, IStep
        {
            var channels = _shape.Channels;
            var width = Vector<T>.Count;
            var x = _x + (taps.Start * channels);
            nint columnStep = taps.ColumnStep * channels, rowStep = taps.RowStep * channels, planeStep = taps.PlaneStep * channels;
            var i = 0;
            for (; i + (4 * width) <= channels; i += 4 * width)
            {
                Vector<T> a = new(start), b = a, c = a, d = a;
                for (var plane = 0; plane < taps.Planes; plane++)
                {
                    for (var row = 0; row < taps.Rows; row++)
                    {
                        var from = x + (plane * planeStep) + (row * rowStep) + i;
                        for (var column = 0; column < taps.Columns; column++, from += columnStep)
                        {
                            a = S.Of(a, Vector.Load(from));
                            b = S.Of(b, Vector.Load(from + width));
                            c = S.Of(c, Vector.Load(from + (2 * width)));
                            d = S.Of(d, Vector.Load(from + (3 * width)));
                        }
                    }
                }
                Vector.Store(S.End(a, count), y + i);
                Vector.Store(S.End(b, count), y + i + width);
                Vector.Store(S.End(c, count), y + i + (2 * width));
                Vector.Store(S.End(d, count), y + i + (3 * width));
            }
            for (; i + width <= channels; i += width)
            {
                var result = new Vector<T>(start);
                for (var plane = 0; plane < taps.Planes; plane++)
                {
                    for (var row = 0; row < taps.Rows; row++)
                    {
                        var from = x + (plane * planeStep) + (row * rowStep) + i;
                        for (var column = 0; column < taps.Columns; column++, from += columnStep)
                            result = S.Of(result, Vector.Load(from));
                    }
                }
                Vector.Store(S.End(result, count), y + i);
            }
            for (; i < channels; i++)
            {
                var result = start;
                for (var plane = 0; plane < taps.Planes; plane++)
                {
                    for (var row = 0; row < taps.Rows; row++)
                    {
                        var from = x + (plane * planeStep) + (row * rowStep) + i;
                        for (var column = 0; column < taps.Columns; column++, from += columnStep)
                            result = S.Of(result, *from);
                    }
                }
                y[i] = S.End(result, count);
            }
        }
    }

    // How taps are taken together, and what is made of that at the end.
    private interface IStep
    {
        static abstract Vector<T> Of(Vector<T> a, Vector<T> b);

        static abstract T Of(T a, T b);

        static abstract Vector<T> End(Vector<T> result, T count);

        static abstract T End(T result, T count);
    }

    private readonly struct Larger : IStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Of(Vector<T> a, Vector<T> b) => Vector.Max(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Of(T a, T b) => T.Max(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> End(Vector<T> result, T count) => result;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T End(T result, T count) => result;
    }

    private readonly struct Sum : IStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Of(Vector<T> a, Vector<T> b) => a + b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Of(T a, T b) => a + b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> End(Vector<T> result, T count) => result / new Vector<T>(count);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T End(T result, T count) => result / count;
    }
}
