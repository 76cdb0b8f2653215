using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// The gradient of a depthwise convolution by its kernel: for each tap, the sum over positions of the image seen through it times the
/// gradient, channel by channel. Rows of positions are cut into slices by the shape alone, and their sums are added in order. A convolution
/// to a single filter is the same with one gradient for all channels; one in narrow groups with as many sums for each tap as a group has
/// channels.
/// </summary>
internal sealed unsafe class DepthwiseKernelGradientKernel<T> : Kernel
    where T : unmanaged
{
    private const int LeastChannels = 8;

    private readonly Workers _workers;
    private readonly Slices _slices;
    private readonly SliceSums<T> _sums;

    public DepthwiseKernelGradientKernel(ConvolutionKernelGradientSpec spec, Workers workers, GemmScratch scratch) : base(spec)
    {
        _workers = workers;
        _slices = new Slices(spec, scratch);
        var write = spec.Writes[0];
        _sums = new SliceSums<T>(
            scratch, _slices.Count, spec.Shape.Window.Taps * _slices.Width, 1, spec.Shape.Channels, spec.Shape.Channels,
            (T*)write.Buffer.Address + write.Offset);
    }

    /// <summary>Whether each filter has one channel and each channel one filter, or groups are narrow, or one filter has several
    /// channels.</summary>
    public static bool Fits(ConvolutionKernelGradientSpec spec) => spec.Groups > 1
        ? (spec.Groups == spec.Shape.Channels && spec.Filters == spec.Groups)
            || (GroupPlaces.Fits(spec.Shape, spec.Filters, spec.Groups, spec.Reads[0]) && spec.Reads[1].DType == DType.Float32
                && spec.Writes[0].DType == DType.Float32)
        : spec.Filters == 1 && spec.Shape.Channels >= LeastChannels;

    public override string Algorithm => _slices.IsShared ? "one filter" : "depthwise";

    public override void Run()
    {
        _workers.Run(_slices, _slices.Count);
        _workers.Run(_sums, _sums.Tiles);
    }

    private sealed class Slices : TileWork
    {
        private const int MostSlices = 16;

        private readonly WindowShape _shape;
        private readonly GemmScratch _scratch;
        private readonly BufferView _x, _g;
        private readonly T* _image;
        private readonly T* _gradient;
        private readonly int _rows, _sums;
        private readonly GroupPlaces? _places;

        public Slices(ConvolutionKernelGradientSpec spec, GemmScratch scratch)
        {
            (_shape, _scratch, _x, _g) = (spec.Shape, scratch, spec.Reads[0], spec.Reads[1]);
            _image = (T*)_x.Buffer.Address + _x.Offset;
            _gradient = (T*)_g.Buffer.Address + _g.Offset;
            _rows = _shape.Batch * _shape.Positions[0] * _shape.Positions[1];
            IsShared = spec.Groups == 1;
            Width = IsShared ? 1 : spec.Filters / spec.Groups;
            _places = Width > 1 ? new GroupPlaces(Width) : null;
            _sums = _shape.Window.Taps * Width * _shape.Channels;
            Count = Math.Clamp(_rows, 1, MostSlices);
            scratch.Require((long)Count * _sums * sizeof(T), 0);
        }

        public int Count { get; }

        /// <summary>Channels of a group.</summary>
        public int Width { get; }

        /// <summary>Whether all channels have the same gradient.</summary>
        public bool IsShared { get; }

        public override void RunTile(int tile, int worker)
        {
            var (axes, input, positions) = (_shape.Window.Axes, _shape.Input, _shape.Positions);
            nint channels = _shape.Channels;
            var sums = (T*)_scratch.Shared + ((nint)tile * _sums);
            new Span<T>(sums, _sums).Clear();
            for (var row = (int)((long)_rows * tile / Count); row < (int)((long)_rows * (tile + 1) / Count); row++)
            {
                var (rest, line) = Math.DivRem(row, positions[1]);
                var (image, plane) = Math.DivRem(rest, positions[0]);
                var gradient = _gradient + (image * (nint)_g.Strides[0]) + (plane * (nint)_g.Strides[1]) + (line * (nint)_g.Strides[2]);
                for (var tap = 0; tap < _shape.Window.Taps; tap++)
                {
                    var (tapRest, tapColumn) = Math.DivRem(tap, axes[2].Size);
                    var (tapPlane, tapRow) = Math.DivRem(tapRest, axes[1].Size);
                    var x = (plane * axes[0].Stride) - axes[0].Low + (tapPlane * axes[0].Dilation);
                    var y = (line * axes[1].Stride) - axes[1].Low + (tapRow * axes[1].Dilation);
                    var (first, last) = axes[2].Valid(tapColumn, input[2], positions[2]);
                    if ((uint)x >= (uint)input[0] || (uint)y >= (uint)input[1] || first >= last)
                        continue;
                    var from = _image + (image * (nint)_x.Strides[0]) + (x * (nint)_x.Strides[1]) + (y * (nint)_x.Strides[2])
                        + (((first * axes[2].Stride) - axes[2].Low + (tapColumn * axes[2].Dilation)) * (nint)_x.Strides[3]);
                    Add(from, axes[2].Stride * (nint)_x.Strides[3], gradient + (first * (nint)_g.Strides[3]), _g.Strides[3], last - first,
                        sums + (tap * Width * channels));
                }
            }
        }

        private void Add(T* x, nint xStep, T* gradient, nint step, int count, T* sums)
        {
            var done = Vector512.IsHardwareAccelerated
                ? Lines<Vector512<T>, Vector512Operations<T>>(x, xStep, gradient, step, count, sums, 0) : 0;
            if (Vector256.IsHardwareAccelerated)
                done = Lines<Vector256<T>, Vector256Operations<T>>(x, xStep, gradient, step, count, sums, done);
            done = Lines<Vector128<T>, Vector128Operations<T>>(x, xStep, gradient, step, count, sums, done);
            for (; done < _shape.Channels; done++)
            {
                var sum = Vector128.CreateScalar(sums[done]);
                for (var i = 0; i < count; i++)
                {
                    sum = Vector128Operations<T>.MultiplyAdd(Vector128.CreateScalar(x[(i * xStep) + done]),
                        Vector128.CreateScalar(gradient[(i * step) + (IsShared ? 0 : done)]), sum);
                }
                sums[done] = sum.ToScalar();
            }
        }

        private int Lines<V, O>(T* x, nint xStep, T* gradient, nint step, int count, T* sums, int first)
            where V : struct
            where O : struct, IVectorOperations<T, V> =>
            _places is { } places ? Groups<V, O>(x, xStep, gradient, step, count, sums, first, (T*)places.First)
                : IsShared ? SharedChannels<V, O>(x, xStep, gradient, step, count, sums, first)
                : Channels<V, O>(x, xStep, gradient, step, count, sums, first);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int SharedChannels<V, O>(T* x, nint xStep, T* gradient, nint step, int count, T* sums, int first)
            where V : struct
            where O : struct, IVectorOperations<T, V>
        {
            var channel = first;
            for (; channel + (4 * O.Count) <= _shape.Channels; channel += 4 * O.Count)
            {
                T* to = sums + channel, a = x + channel, b = gradient;
                V sum0 = O.Load(to), sum1 = O.Load(to + O.Count), sum2 = O.Load(to + (2 * O.Count)), sum3 = O.Load(to + (3 * O.Count));
                for (var i = 0; i < count; i++, a += xStep, b += step)
                {
                    var g = O.Create(*b);
                    sum0 = O.MultiplyAdd(O.Load(a), g, sum0);
                    sum1 = O.MultiplyAdd(O.Load(a + O.Count), g, sum1);
                    sum2 = O.MultiplyAdd(O.Load(a + (2 * O.Count)), g, sum2);
                    sum3 = O.MultiplyAdd(O.Load(a + (3 * O.Count)), g, sum3);
                }
                O.Store(sum0, to);
                O.Store(sum1, to + O.Count);
                O.Store(sum2, to + (2 * O.Count));
                O.Store(sum3, to + (3 * O.Count));
            }
            for (; channel + O.Count <= _shape.Channels; channel += O.Count)
            {
                var sum = O.Load(sums + channel);
                for (var i = 0; i < count; i++)
                    sum = O.MultiplyAdd(O.Load(x + (i * xStep) + channel), O.Create(gradient[i * step]), sum);
                O.Store(sum, sums + channel);
            }
            return channel;
        }

        // The sums of a vector of channels for one or two of each group's channels at a time.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int Groups<V, O>(T* x, nint xStep, T* gradient, nint step, int count, T* sums, int first, T* places)
            where V : struct
            where O : struct, IVectorOperations<T, V>
        {
            nint channels = _shape.Channels;
            var channel = first;
            for (; channel + O.Count <= _shape.Channels; channel += O.Count)
            {
                for (var of = 0; of < Width; of += 2)
                {
                    V p0 = O.Load(places + (of * GroupPlaces.Lanes)), p1 = O.Load(places + ((of + 1) * GroupPlaces.Lanes));
                    T* to = sums + (of * channels) + channel, a = x + channel, b = gradient + channel;
                    V sum0 = O.Load(to), sum1 = O.Load(to + channels), more0 = default, more1 = default;
                    var i = 0;
                    for (; i + 2 <= count; i += 2, a += 2 * xStep, b += 2 * step)
                    {
                        V a0 = O.Load(a), a1 = O.Load(a + xStep), b0 = O.Load(b), b1 = O.Load(b + step);
                        sum0 = O.MultiplyAdd(O.Permute(a0, p0), b0, sum0);
                        sum1 = O.MultiplyAdd(O.Permute(a0, p1), b0, sum1);
                        more0 = O.MultiplyAdd(O.Permute(a1, p0), b1, more0);
                        more1 = O.MultiplyAdd(O.Permute(a1, p1), b1, more1);
                    }
                    if (i < count)
                    {
                        V a0 = O.Load(a), b0 = O.Load(b);
                        sum0 = O.MultiplyAdd(O.Permute(a0, p0), b0, sum0);
                        sum1 = O.MultiplyAdd(O.Permute(a0, p1), b0, sum1);
                    }
                    O.Store(O.Add(sum0, more0), to);
                    O.Store(O.Add(sum1, more1), to + channels);
                }
            }
            return channel;
        }

        // Whole vectors of channels, four at once so that their sums do not wait for one another.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int Channels<V, O>(T* x, nint xStep, T* gradient, nint step, int count, T* sums, int first)
            where V : struct
            where O : struct, IVectorOperations<T, V>
        {
            var channel = first;
            for (; channel + (4 * O.Count) <= _shape.Channels; channel += 4 * O.Count)
            {
                T* to = sums + channel, a = x + channel, b = gradient + channel;
                V sum0 = O.Load(to), sum1 = O.Load(to + O.Count), sum2 = O.Load(to + (2 * O.Count)), sum3 = O.Load(to + (3 * O.Count));
                for (var i = 0; i < count; i++, a += xStep, b += step)
                {
                    sum0 = O.MultiplyAdd(O.Load(a), O.Load(b), sum0);
                    sum1 = O.MultiplyAdd(O.Load(a + O.Count), O.Load(b + O.Count), sum1);
                    sum2 = O.MultiplyAdd(O.Load(a + (2 * O.Count)), O.Load(b + (2 * O.Count)), sum2);
                    sum3 = O.MultiplyAdd(O.Load(a + (3 * O.Count)), O.Load(b + (3 * O.Count)), sum3);
                }
                O.Store(sum0, to);
                O.Store(sum1, to + O.Count);
                O.Store(sum2, to + (2 * O.Count));
                O.Store(sum3, to + (3 * O.Count));
            }
            for (; channel + O.Count <= _shape.Channels; channel += O.Count)
            {
                var sum = O.Load(sums + channel);
                for (var i = 0; i < count; i++)
                    sum = O.MultiplyAdd(O.Load(x + (i * xStep) + channel), O.Load(gradient + (i * step) + channel), sum);
                O.Store(sum, sums + channel);
            }
            return channel;
        }
    }
}
