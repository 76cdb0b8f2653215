using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>Convolution of each channel of int8 alone, its sums in int32, exact: channels are vectors. As a product each channel would
/// fill one column of sixteen.</summary>
internal sealed unsafe class ByteDepthwiseKernel : Kernel
{
    private const int MostTaps = 1024; // whose places are kept on the stack
    private readonly Workers _workers;
    private readonly Tiles _tiles;

    public ByteDepthwiseKernel(ConvolutionSpec spec, Workers workers, GemmScratch scratch)
        : base(spec)
    {
        _workers = workers;
        _tiles = new Tiles(spec, workers, scratch);
    }

    /// <summary>Whether each filter has one channel and each channel one filter.</summary>
    public static bool Fits(ConvolutionSpec spec) => spec.Groups > 1 && spec.Groups == spec.Shape.Channels
        && spec.Filters == spec.Groups && spec.Shape.Window.Taps <= MostTaps;

    public override string Algorithm => "int8, depthwise";

    public override void Run()
    {
        _tiles.TakeWeights();
        _workers.Run(_tiles, _tiles.Count);
    }

    private sealed class Tiles : TileWork
    {
        private const int MostSums = 12 * 1024; // of a tile: they wait for their epilogue in the nearest cache
        private const int FewTiles = 16;
        private const int Lanes = 16;

        private readonly WindowShape _shape;
        private readonly BufferView _x;
        private readonly sbyte* _images;
        private readonly sbyte* _kernel; // [taps, channels]
        private readonly short[] _held;
        private readonly short* _weights;
        private readonly GemmScratch _scratch;
        private readonly TileEpilogue<int> _epilogue;
        private readonly int _channels, _taps, _perTile;

        public Tiles(ConvolutionSpec spec, Workers workers, GemmScratch scratch)
        {
            (_shape, _x, _scratch) = (spec.Shape, spec.Reads[0], scratch);
            (_channels, _taps) = (spec.Filters, spec.Shape.Window.Taps);
            _images = (sbyte*)_x.Buffer.Address + _x.Offset;
            _kernel = (sbyte*)spec.Reads[1].Buffer.Address + spec.Reads[1].Offset;
            _held = GC.AllocateUninitializedArray<short>(_taps * _channels, pinned: true);
            _weights = (short*)Marshal.UnsafeAddrOfPinnedArrayElement(_held, 0);
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

        public int Count { get; }

        public void TakeWeights()
        {
            for (var i = 0; i < _held.Length; i++)
                _held[i] = _kernel[i];
        }

        public override void RunTile(int tile, int worker)
        {
            var sums = (int*)_scratch.Worker(worker);
            int first = tile * _perTile, count = Math.Min(_perTile, _shape.Pixels - first);
            var starts = stackalloc nint[_taps];
            var weights = stackalloc nint[_taps];
            for (var i = 0; i < count; i++)
                Sum(starts, weights, Seen(first + i, starts, weights), sums + (nint)i * _channels);
            _epilogue.Apply(0, first, 0, count, _channels, sums, _channels, worker);
        }

        // Where the taps of a position that lie on the image find their pixels and weights; returns how many there are.
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
                    }
                }
            }
            return count;
        }

        // A product of two bytes fits 16 bits.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Sum(nint* starts, nint* weights, int taps, int* sums)
        {
            var channel = 0;
            for (; channel + Lanes <= _channels; channel += Lanes)
            {
                Vector256<int> low = default, high = default;
                for (var tap = 0; tap < taps; tap++)
                {
                    var bytes = Vector128.Load(_images + starts[tap] + channel);
                    var x = Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
                    var products = x * Vector256.Load(_weights + weights[tap] + channel);
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
    }
}
