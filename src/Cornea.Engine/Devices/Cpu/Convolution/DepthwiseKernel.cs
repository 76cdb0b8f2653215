using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>Convolution of each channel alone: channels are vectors, and positions side by side share each tap's weights.</summary>
internal sealed unsafe class DepthwiseKernel<T>(ConvolutionSpec spec, Workers workers, GemmScratch scratch)
    : OrderedKernelConvolution(spec, workers, new Tiles(spec, workers, scratch))
    where T : unmanaged
{
    /// <summary>Whether each filter has one channel and each channel one filter.</summary>
    public static bool Fits(ConvolutionSpec spec) => spec.Groups > 1 && spec.Groups == spec.Shape.Channels && spec.Filters == spec.Groups;

    public override string Algorithm => "depthwise";

    private sealed class Tiles : OrderedKernelTiles
    {
        private const long MostScratch = 128 * 1024; // bytes of a slab
        private const long MostProduct = 48 * 1024; // bytes of a product that waits for its epilogue
        private const int TapCost = 4; // times that of a multiply-add in a register tile: each needs a load of its own

        private readonly WindowShape _shape;
        private readonly PositionBlocks _blocks;
        private readonly ImageSlab<T> _image;
        private readonly GemmScratch _scratch;
        private readonly ProgramEpilogue<T>? _epilogue;
        private readonly T* _target;
        private readonly int _channels, _taps;
        private readonly bool _isThreeByThree;
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
                _shape, (long)TapCost * _taps * _channels,
                (rows, columns) => (_epilogue is null || (long)rows * columns * _channels * sizeof(T) <= MostProduct)
                    && (_shape.IsInside || ImageSlab<T>.Elements(_shape, rows, columns) * sizeof(T) <= MostScratch));
            _image = new ImageSlab<T>(_shape, spec.Reads[0], _blocks);
            _table = GC.AllocateArray<nint>(_taps, pinned: true);
            _starts = (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(_table, 0);
            for (var tap = 0; tap < _taps; tap++)
                _starts[tap] = _image.Start(tap);
            _isThreeByThree = _shape.Window.Axes is [{ Size: 1 }, { Size: 3 }, { Size: 3 }];
            _held = GC.AllocateUninitializedArray<T>(_taps * _channels, pinned: true);
            _weights = (T*)Marshal.UnsafeAddrOfPinnedArrayElement(_held, 0);
            _productOffset = (_image.ScratchElements + 31) / 32 * 32;
            scratch.Require(0, (_productOffset + (_epilogue is null ? 0 : (long)_blocks.MostPositions * _channels)) * sizeof(T));
            Count = _blocks.Tiles;
        }

        public override void TakeWeights(BufferView kernel)
        {
            var from = (T*)kernel.Buffer.Address + kernel.Offset;
            var strides = kernel.Strides.AsSpan();
            var (rows, columns) = (kernel.Lengths[1], kernel.Lengths[2]);
            for (var tap = 0; tap < _taps; tap++)
            {
                var start = (tap / (rows * columns) * (nint)strides[0]) + (tap / columns % rows * (nint)strides[1])
                    + (tap % columns * (nint)strides[2]);
                var to = _weights + ((nint)tap * _channels);
                if (strides[4] == 1)
                {
                    new Span<T>(from + start, _channels).CopyTo(new Span<T>(to, _channels));
                    continue;
                }
                for (var channel = 0; channel < _channels; channel++)
                    to[channel] = from[start + (channel * (nint)strides[4])];
            }
        }

        public override void RunTile(int tile, int worker)
        {
            var scratch = (T*)_scratch.Worker(worker);
            for (var block = _blocks.First(tile); block < _blocks.First(tile + 1); block++)
            {
                var positions = _blocks[block];
                var image = _image.Prepare(positions, scratch);
                var isWhole = positions.Columns == _shape.Positions[2];
                for (var row = 0; row < positions.Rows; row++)
                {
                    var position = positions.Row + (row * _shape.Positions[2]);
                    var held = scratch + _productOffset + (isWhole ? (nint)row * positions.Columns * _channels : 0);
                    var product = _epilogue is null ? _target + ((nint)position * _channels) : held;
                    Row(image + (row * _shape.Window.Axes[1].Stride * _image.RowStride), product, positions.Columns);
                    if (!isWhole)
                        _epilogue?.Apply(0, position, 0, positions.Columns, _channels, product, _channels, worker);
                }
                // Rows of whole lines follow one another in the result.
                if (isWhole)
                {
                    _epilogue?.Apply(0, positions.Row, 0, positions.Rows * positions.Columns, _channels, scratch + _productOffset,
                        _channels, worker);
                }
            }
        }

        private void Row(T* line, T* product, int columns)
        {
            var step = _shape.Window.Axes[2].Stride * _image.ColumnStride;
            var done = 0;
            if (Vector512.IsHardwareAccelerated)
                done = Channels<Vector512<T>, Vector512Operations<T>>(line, step, product, columns, done);
            if (Vector256.IsHardwareAccelerated)
                done = Channels<Vector256<T>, Vector256Operations<T>>(line, step, product, columns, done);
            done = Channels<Vector128<T>, Vector128Operations<T>>(line, step, product, columns, done);
            Rest(line, step, product, columns, done);
        }

        // Whole vectors of channels from the first; returns how many channels are done.
        private int Channels<V, O>(T* line, nint step, T* product, int columns, int first)
            where V : struct
            where O : struct, IVectorOperations<T, V>
        {
            var channel = first;
            for (; channel + O.Count <= _channels; channel += O.Count)
            {
                if (_isThreeByThree)
                {
                    DepthwiseLine<T, V, O>.ThreeByThree(line + channel, step, _starts, _weights + channel, _channels,
                        product + channel, columns);
                }
                else
                {
                    DepthwiseLine<T, V, O>.Taps(line + channel, step, _taps, _starts, _weights + channel, _channels, product + channel,
                        columns);
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
