using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>Convolution of each channel alone: channels are vectors, and a few positions side by side share each tap's weights.</summary>
internal sealed unsafe class DepthwiseKernel<T> : Kernel
    where T : unmanaged
{
    private readonly Workers _workers;
    private readonly BufferView _kernel;
    private readonly Tiles _tiles;

    public DepthwiseKernel(ConvolutionSpec spec, Workers workers, GemmScratch scratch) : base(spec)
    {
        _workers = workers;
        _kernel = spec.Reads[1];
        _tiles = new Tiles(spec, workers, scratch);
    }

    /// <summary>Whether each filter has one channel and each channel one filter.</summary>
    public static bool Fits(ConvolutionSpec spec) => spec.Groups > 1 && spec.Groups == spec.Shape.Channels && spec.Filters == spec.Groups;

    public override string Algorithm => "depthwise";

    public override void Run()
    {
        _tiles.TakeWeights(_kernel);
        _workers.Run(_tiles, _tiles.Count);
    }

    private sealed class Tiles : TileWork
    {
        private const long MostScratch = 128 * 1024; // bytes of a slab

        private readonly WindowShape _shape;
        private readonly PositionBlocks _blocks;
        private readonly ImageSlab<T> _image;
        private readonly GemmScratch _scratch;
        private readonly ProgramEpilogue<T>? _epilogue;
        private readonly T* _target;
        private readonly int _channels, _taps;
        private readonly nint[] _table;
        private readonly nint* _starts;
        private readonly T[] _held;
        private readonly T* _weights; // [taps, channels]
        private readonly long _productOffset;

        public Tiles(ConvolutionSpec spec, Workers workers, GemmScratch scratch)
        {
            (_shape, _scratch, _channels, _taps) = (spec.Shape, scratch, spec.Filters, spec.Shape.Window.Taps);
            if (spec.Epilogue is not null)
            {
                // One group of all channels: the views are [channel, position, 1].
                BufferView Joined(BufferView view) => view.Transpose([2, 1, 0]);
                _epilogue = new ProgramEpilogue<T>(
                    spec.Epilogue, [.. spec.Reads.AsSpan()[2..].ToArray().Select(Joined)], [.. spec.Writes.Select(Joined)], workers,
                    (long)_shape.Pixels * _channels);
            }
            _target = (T*)spec.Writes[0].Buffer.Address + spec.Writes[0].Offset;
            _blocks = PositionBlocks.Of(
                _shape, (long)_taps * _channels,
                (rows, columns) => _shape.IsInside || ImageSlab<T>.Elements(_shape, rows, columns) * sizeof(T) <= MostScratch);
            _image = new ImageSlab<T>(_shape, spec.Reads[0], _blocks);
            _table = GC.AllocateArray<nint>(_taps, pinned: true);
            _starts = (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(_table, 0);
            for (var tap = 0; tap < _taps; tap++)
                _starts[tap] = _image.Start(tap);
            _held = GC.AllocateUninitializedArray<T>(_taps * _channels, pinned: true);
            _weights = (T*)Marshal.UnsafeAddrOfPinnedArrayElement(_held, 0);
            _productOffset = (_image.ScratchElements + 31) / 32 * 32;
            scratch.Require(0, (_productOffset + (_epilogue is null ? 0 : (long)_blocks.MostPositions * _channels)) * sizeof(T));
            Count = _blocks.Tiles;
        }

        public int Count { get; }

        public void TakeWeights(BufferView kernel)
        {
            var from = (T*)kernel.Buffer.Address + kernel.Offset;
            var strides = kernel.Strides.AsSpan();
            var (rows, columns) = (kernel.Lengths[1], kernel.Lengths[2]);
            for (var tap = 0; tap < _taps; tap++)
            {
                var start = (tap / (rows * columns) * (nint)strides[0]) + (tap / columns % rows * (nint)strides[1])
                    + (tap % columns * (nint)strides[2]);
                for (var channel = 0; channel < _channels; channel++)
                    _weights[((nint)tap * _channels) + channel] = from[start + (channel * (nint)strides[4])];
            }
        }

        public override void RunTile(int tile, int worker)
        {
            var scratch = (T*)_scratch.Worker(worker);
            for (var block = _blocks.First(tile); block < _blocks.First(tile + 1); block++)
            {
                var positions = _blocks[block];
                var image = _image.Prepare(positions, scratch);
                for (var row = 0; row < positions.Rows; row++)
                {
                    var position = positions.Row + (row * _shape.Positions[2]);
                    var product = _epilogue is null ? _target + ((nint)position * _channels) : scratch + _productOffset;
                    var line = image + (row * _shape.Window.Axes[1].Stride * _image.RowStride);
                    var step = _shape.Window.Axes[2].Stride * _image.ColumnStride;
                    var done = Vector512.IsHardwareAccelerated
                        ? Columns<Vector512<T>, Vector512Operations<T>>(line, step, product, positions.Columns, 0) : 0;
                    if (Vector256.IsHardwareAccelerated)
                        done = Columns<Vector256<T>, Vector256Operations<T>>(line, step, product, positions.Columns, done);
                    done = Columns<Vector128<T>, Vector128Operations<T>>(line, step, product, positions.Columns, done);
                    Rest(line, step, product, positions.Columns, done);
                    _epilogue?.Apply(0, position, 0, positions.Columns, _channels, product, _channels, worker);
                }
            }
        }

        // Whole vectors of channels from the first; returns how many channels are done.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int Columns<V, O>(T* line, nint step, T* product, int columns, int first)
            where V : struct
            where O : struct, IVectorOperations<T, V>
        {
            nint channels = _channels;
            var channel = first;
            for (; channel + O.Count <= _channels; channel += O.Count)
            {
                var column = 0;
                for (; column + 4 <= columns; column += 4)
                {
                    V sum0 = default, sum1 = default, sum2 = default, sum3 = default;
                    var x = line + (column * step) + channel;
                    var weights = _weights + channel;
                    for (var tap = 0; tap < _taps; tap++, weights += channels)
                    {
                        var weight = O.Load(weights);
                        var from = x + _starts[tap];
                        sum0 = O.MultiplyAdd(O.Load(from), weight, sum0);
                        sum1 = O.MultiplyAdd(O.Load(from + step), weight, sum1);
                        sum2 = O.MultiplyAdd(O.Load(from + (2 * step)), weight, sum2);
                        sum3 = O.MultiplyAdd(O.Load(from + (3 * step)), weight, sum3);
                    }
                    var to = product + (column * channels) + channel;
                    O.Store(sum0, to);
                    O.Store(sum1, to + channels);
                    O.Store(sum2, to + (2 * channels));
                    O.Store(sum3, to + (3 * channels));
                }
                for (; column < columns; column++)
                {
                    V sum = default;
                    for (var tap = 0; tap < _taps; tap++)
                    {
                        sum = O.MultiplyAdd(O.Load(line + (column * step) + channel + _starts[tap]),
                            O.Load(_weights + (tap * channels) + channel), sum);
                    }
                    O.Store(sum, product + (column * channels) + channel);
                }
            }
            return channel;
        }

        private void Rest(T* line, nint step, T* product, int columns, int first)
        {
            for (var column = 0; column < columns; column++)
            {
                for (var channel = first; channel < _channels; channel++)
                {
                    var sum = Vector128<T>.Zero;
                    for (var tap = 0; tap < _taps; tap++)
                    {
                        var (x, weight) = (line[(column * step) + channel + _starts[tap]], _weights[((nint)tap * _channels) + channel]);
                        sum = Vector128Operations<T>.MultiplyAdd(Vector128.CreateScalar(x), Vector128.CreateScalar(weight), sum);
                    }
                    product[((nint)column * _channels) + channel] = sum.ToScalar();
                }
            }
        }
    }
}
