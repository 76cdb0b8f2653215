using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Convolution;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>Convolution of each channel of int8 alone, its sums in int32, exact: channels are vectors. As a product each channel would
/// fill one column of sixteen.</summary>
internal sealed unsafe class ByteDepthwiseKernel(ConvolutionSpec spec, Workers workers, GemmScratch scratch)
    : OrderedKernelConvolution(spec, workers, new Tiles(spec, workers, scratch))
{
    private const int MostTaps = 1024; // whose places are kept on the stack

    /// <summary>Whether each filter has one channel and each channel one filter.</summary>
    public static bool Fits(ConvolutionSpec spec) => spec.Groups > 1 && spec.Groups == spec.Shape.Channels
        && spec.Filters == spec.Groups && spec.Shape.Window.Taps <= MostTaps;

    public override string Algorithm => "int8, depthwise";

    private sealed class Tiles : OrderedKernelTiles
    {
        private const int MostSums = 12 * 1024; // of a tile: they wait for their epilogue in the nearest cache
        private const int FewTiles = 16;
        private const int Lanes = 16;

        private readonly WindowShape _shape;
        private readonly BufferView _x;
        private readonly sbyte* _images;
        private readonly short[] _held;
        private readonly short* _weights; // [taps, channels]
        private readonly GemmScratch _scratch;
        private readonly TileEpilogue<int> _epilogue;
        private readonly int _channels, _taps, _perTile;
        private readonly nint _zeros; // where weights of 0 lie, behind the last tap's
        private readonly nint _step; // from one position of a line to the next in the image
        private readonly int _firstInside, _lastInside; // positions of a line, no tap of which lies beside the image
        private bool _hasLeast; // whether a weight is -128

        public Tiles(ConvolutionSpec spec, Workers workers, GemmScratch scratch)
        {
            (_shape, _x, _scratch) = (spec.Shape, spec.Reads[0], scratch);
            (_channels, _taps) = (spec.Filters, spec.Shape.Window.Taps);
            _images = (sbyte*)_x.Buffer.Address + _x.Offset;
            _held = GC.AllocateUninitializedArray<short>((_taps + 1) * _channels, pinned: true);
            _zeros = (nint)_taps * _channels;
            _weights = (short*)Marshal.UnsafeAddrOfPinnedArrayElement(_held, 0);
            var axis = _shape.Window.Axes[2];
            _step = axis.Stride * (nint)_x.Strides[3];
            _firstInside = (axis.Low + axis.Stride - 1) / axis.Stride;
            _lastInside = (_shape.Input[2] + axis.Low - axis.Extent) / axis.Stride;
            // One group of all channels: the views are [channel, position, 1].
            BufferView Joined(BufferView view) => view.Transpose([2, 1, 0]);
            _epilogue = spec.Epilogue is null
                ? new StoredSums(Joined(spec.Writes[0]))
                : new ProgramEpilogue<int>(
                    spec.Epilogue, [.. spec.Reads.AsSpan()[2..].ToArray().Select(Joined)], [.. spec.Writes.Select(Joined)], workers,
                    (long)_shape.Pixels * _channels);
            _perTile = Math.Clamp(MostSums / _channels, 1, Math.Max(1, (_shape.Pixels + FewTiles - 1) / FewTiles));
            Count = (_shape.Pixels + _perTile - 1) / _perTile;
            scratch.Require(0, (long)_perTile * _channels * sizeof(int));
        }

        public override void TakeWeights(BufferView kernel)
        {
            var from = (sbyte*)kernel.Buffer.Address + kernel.Offset;
            for (nint i = 0; i < _zeros; i++)
                _weights[i] = from[i];
            _held.AsSpan((int)_zeros).Clear();
            _hasLeast = new ReadOnlySpan<sbyte>(from, (int)_zeros).Contains(sbyte.MinValue);
        }

        public override void RunTile(int tile, int worker)
        {
            var sums = (int*)_scratch.Worker(worker);
            int first = tile * _perTile, count = Math.Min(_perTile, _shape.Pixels - first);
            var starts = stackalloc nint[2 * (_taps + 1)];
            var weights = stackalloc nint[2 * (_taps + 1)];
            var taps = 0;
            for (var i = 0; i < count; i++)
            {
                var column = (first + i) % _shape.Positions[2];
                if (i > 0 && column > _firstInside && column <= _lastInside)
                {
                    // It sees the taps of the position before, one step on.
                    for (var tap = 0; tap < taps; tap++)
                        starts[tap] += _step;
                }
                else
                {
                    taps = Seen(first + i, starts, weights);
                }
                Sum(starts, weights, taps, sums + (nint)i * _channels);
            }
            _epilogue.Apply(0, first, 0, count, _channels, sums, _channels, worker);
        }

        // Where the taps of a position that lie on the image find their pixels and weights, an even number of them; returns how many.
        private int Seen(int position, nint* starts, nint* weights)
        {
            var (axes, input, positions) = (_shape.Window.Axes, _shape.Input, _shape.Positions);
            var (rest, column) = Math.DivRem(position, positions[2]);
            (rest, var line) = Math.DivRem(rest, positions[1]);
            var (image, plane) = Math.DivRem(rest, positions[0]);
            int count = 0, tap = 0;
            for (var t0 = 0; t0 < axes[0].Size; t0++)
            {
                var seenPlane = plane * axes[0].Stride - axes[0].Low + t0 * axes[0].Dilation;
                for (var t1 = 0; t1 < axes[1].Size; t1++)
                {
                    var seenLine = line * axes[1].Stride - axes[1].Low + t1 * axes[1].Dilation;
                    var start = image * (nint)_x.Strides[0] + seenPlane * (nint)_x.Strides[1] + seenLine * (nint)_x.Strides[2];
                    for (var t2 = 0; t2 < axes[2].Size; t2++, tap++)
                    {
                        var seen = column * axes[2].Stride - axes[2].Low + t2 * axes[2].Dilation;
                        if ((uint)seenPlane >= (uint)input[0] || (uint)seenLine >= (uint)input[1] || (uint)seen >= (uint)input[2])
                            continue;
                        starts[count] = start + seen * (nint)_x.Strides[3];
                        weights[count++] = (nint)tap * _channels;
                        if (_hasLeast)
                            AddZeros(starts, weights, ref count);
                    }
                }
            }
            if (count % 2 != 0)
                AddZeros(starts, weights, ref count);
            return count;
        }

        private void AddZeros(nint* starts, nint* weights, ref int count)
        {
            starts[count] = starts[count - 1];
            weights[count] = _zeros;
            count++;
        }

        // Two products of bytes fit 16 bits together, unless a weight is -128: then each tap has one of weight 0 beside it.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Sum(nint* starts, nint* weights, int taps, int* sums)
        {
            var channel = 0;
            if (Vector512.IsHardwareAccelerated)
            {
                for (; channel + 2 * Lanes <= _channels; channel += 2 * Lanes)
                {
                    Vector512<int> low = default, high = default;
                    for (var tap = 0; tap < taps; tap += 2)
                    {
                        var products = (Wide(starts[tap] + channel) * Vector512.Load(_weights + weights[tap] + channel))
                            + (Wide(starts[tap + 1] + channel) * Vector512.Load(_weights + weights[tap + 1] + channel));
                        low += Vector512.WidenLower(products);
                        high += Vector512.WidenUpper(products);
                    }
                    low.Store(sums + channel);
                    high.Store(sums + channel + Lanes);
                }
            }
            for (; channel + Lanes <= _channels; channel += Lanes)
            {
                Vector256<int> low = default, high = default;
                for (var tap = 0; tap < taps; tap += 2)
                {
                    var products = (Half(starts[tap] + channel) * Vector256.Load(_weights + weights[tap] + channel))
                        + (Half(starts[tap + 1] + channel) * Vector256.Load(_weights + weights[tap + 1] + channel));
                    low += Vector256.WidenLower(products);
                    high += Vector256.WidenUpper(products);
                }
                low.Store(sums + channel);
                high.Store(sums + channel + Lanes / 2);
            }
            for (; channel < _channels; channel++)
            {
                var sum = 0;
                for (var tap = 0; tap < taps; tap++)
                    sum += _images[starts[tap] + channel] * _weights[weights[tap] + channel];
                sums[channel] = sum;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector512<short> Wide(nint start) => Vector512.WidenLower(Vector256.Load(_images + start).ToVector512Unsafe());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector256<short> Half(nint start) => Vector256.WidenLower(Vector128.Load(_images + start).ToVector256Unsafe());
    }
}
