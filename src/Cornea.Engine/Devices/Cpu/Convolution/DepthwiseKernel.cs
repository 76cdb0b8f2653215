using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>Convolution of each channel alone, or in narrow groups: channels are vectors, and positions side by side share each tap's
/// weights.</summary>
internal sealed unsafe class DepthwiseKernel<T>(ConvolutionSpec spec, Workers workers, GemmScratch scratch)
    : OrderedKernelConvolution(spec, workers, new Tiles(spec, workers, scratch))
    where T : unmanaged
{
    /// <summary>Whether each filter has one channel and each channel one filter, or groups are narrow.</summary>
    public static bool Fits(ConvolutionSpec spec) => spec.Groups > 1 && spec.Filters == spec.Shape.Channels
        && (spec.Groups == spec.Filters || (GroupPlaces.Fits(spec.Shape, spec.Filters, spec.Groups, spec.Reads[0])
            && spec.Reads[1].DType == DType.Float32
            && spec.Reads.Skip(2).Concat(spec.Writes).All(view => IsJoined(view, spec.Filters / spec.Groups))));

    public override string Algorithm => "depthwise";

    // Whether the channels of all groups lie as one group's would.
    private static bool IsJoined(BufferView view, int width) => view.Strides[0] == view.Strides[2] * width;

    private sealed class Tiles : OrderedKernelTiles
    {
        private const long MostScratch = 128 * 1024; // bytes of a slab
        private const long MostProduct = 48 * 1024; // bytes of a product that waits for its epilogue
        private const int Lanes = 16; // parts of the channels begin at whole vectors
        private const int FewTiles = 8; // fewer than these are cut by channels too
        private const long LeastWork = 1 << 16; // multiply-adds of a tile that is so cut
        private const int TapCost = 4; // times that of a multiply-add in a register tile: each needs a load of its own

        private readonly WindowShape _shape;
        private readonly PositionBlocks _blocks;
        private readonly ImageSlab<T> _image;
        private readonly GemmScratch _scratch;
        private readonly ProgramEpilogue<T>? _epilogue;
        private readonly FinishPlan? _finish; // in place of the epilogue: what is done before a vector is stored
        private readonly T* _target;
        private readonly nint _pitch; // elements from one position's results to the next
        private readonly int _channels, _taps, _steps; // a step is a tap of one of a group's channels
        private readonly int _width; // channels of a group
        private readonly GroupPlaces? _places;
        private readonly bool _isThreeByThree;
        private readonly ThreeByThreeEdges<T>? _edges; // where taps lie beside the image, and are left out
        private readonly int _parts; // tiles of the same positions, each with some of the channels
        private readonly nint[] _table;
        private readonly nint* _starts;
        private readonly T[] _held;
        private readonly T* _weights; // [taps, channels of a group, channels]
        private readonly long _productOffset;

        public Tiles(ConvolutionSpec spec, Workers workers, GemmScratch scratch)
        {
            (_shape, _scratch, _channels, _taps) = (spec.Shape, scratch, spec.Filters, spec.Shape.Window.Taps);
            _pitch = Pitch(spec);
            _width = _channels / spec.Groups;
            _steps = _taps * _width;
            _places = _width > 1 ? new GroupPlaces(_width) : null;
            if (spec.Epilogue is not null)
            {
                // One group of all channels: the views are [group, position, channel].
                BufferView Joined(BufferView view) => _width == 1 ? view.Transpose([2, 1, 0]) : view with
                {
                    Lengths = [1, view.Lengths[1], _channels],
                    Strides = [0, view.Strides[1], view.Strides[2]],
                };
                BufferView[] reads = [.. spec.Reads.AsSpan()[2..].ToArray().Select(Joined)];
                ImmutableArray<BufferView> writes = [.. spec.Writes.Select(Joined)];
                if (typeof(T) == typeof(float) && _channels % Vector128<T>.Count == 0 && writes[0].Strides[2] == 1)
                    _finish = FinishPlan.TryMake(spec.Epilogue, reads, writes);
                if (_finish is null)
                    _epilogue = new ProgramEpilogue<T>(spec.Epilogue, reads, writes, workers, (long)_shape.Pixels * _channels);
            }
            _target = (T*)spec.Writes[0].Buffer.Address + spec.Writes[0].Offset;
            _isThreeByThree = _width == 1 && _shape.Window.Axes is [{ Size: 1 }, { Size: 3 }, { Size: 3 }];
            if (_isThreeByThree && ThreeByThreeEdges<T>.Fits(_shape, spec.Reads[0]))
                _edges = new ThreeByThreeEdges<T>(_shape, spec.Reads[0]);
            _blocks = PositionBlocks.Of(
                _shape, (long)TapCost * _steps * _channels,
                (rows, columns) => (_epilogue is null || (long)rows * columns * _channels * sizeof(T) <= MostProduct)
                    && (_shape.IsInside || _edges is not null || ImageSlab<T>.Elements(_shape, rows, columns) * sizeof(T) <= MostScratch));
            _image = new ImageSlab<T>(_shape, spec.Reads[0], _blocks, copies: _edges is null);
            _table = GC.AllocateArray<nint>(_taps, pinned: true);
            _starts = (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(_table, 0);
            for (var tap = 0; tap < _taps; tap++)
                _starts[tap] = _image.Start(tap);
            _held = GC.AllocateUninitializedArray<T>(_steps * _channels, pinned: true);
            _weights = (T*)Marshal.UnsafeAddrOfPinnedArrayElement(_held, 0);
            _productOffset = (_image.ScratchElements + 31) / 32 * 32;
            scratch.Require(0, (_productOffset + (_epilogue is null ? 0 : (long)_blocks.MostPositions * _channels)) * sizeof(T));
            _parts = ChooseParts();
            Count = _blocks.Tiles * _parts;
        }

        public override void TakeWeights(BufferView kernel)
        {
            var from = (T*)kernel.Buffer.Address + kernel.Offset;
            var strides = kernel.Strides.AsSpan();
            var (rows, columns) = (kernel.Lengths[1], kernel.Lengths[2]);
            for (var step = 0; step < _steps; step++)
            {
                var (tap, of) = Math.DivRem(step, _width);
                var start = (tap / (rows * columns) * (nint)strides[0]) + (tap / columns % rows * (nint)strides[1])
                    + (tap % columns * (nint)strides[2]) + (of * (nint)strides[3]);
                var to = _weights + ((nint)step * _channels);
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
            var (place, part) = Math.DivRem(tile, _parts);
            int first = Bound(part), last = Bound(part + 1), channels = last - first;
            for (var block = _blocks.First(place); block < _blocks.First(place + 1); block++)
            {
                var positions = _blocks[block];
                var image = _image.Prepare(positions, scratch) + first;
                var isWhole = positions.Columns == _shape.Positions[2];
                for (var row = 0; row < positions.Rows; row++)
                {
                    var position = positions.Row + (row * _shape.Positions[2]);
                    var held = scratch + _productOffset + (isWhole ? (nint)row * positions.Columns * channels : 0);
                    var product = _epilogue is null ? _target + (position * _pitch) + first : held;
                    Row(image + (row * _shape.Window.Axes[1].Stride * _image.RowStride), positions, row, first, last, product,
                        _epilogue is null ? _pitch : channels);
                    if (!isWhole)
                        _epilogue?.Apply(0, position, first, positions.Columns, channels, held, channels, worker);
                }
                // Rows of whole lines follow one another in the result.
                if (isWhole)
                {
                    _epilogue?.Apply(0, positions.Row, first, positions.Rows * positions.Columns, channels, scratch + _productOffset,
                        channels, worker);
                }
            }
        }

        // By the shape alone. Few positions are shared out by channels, which the kernels before and after them cut too.
        private int ChooseParts()
        {
            var parts = 1;
            var work = (long)TapCost * _steps * _channels * _shape.Pixels;
            while (_blocks.Tiles * parts < FewTiles && work / (2 * parts) >= LeastWork && _channels / (2 * parts) >= 2 * Lanes)
                parts *= 2;
            return parts;
        }

        // The first channel of a part: whole vectors for all parts but the last.
        private int Bound(int part) => part == _parts ? _channels : _channels * part / _parts / Lanes * Lanes;

        private void Row(T* line, in PositionBlock positions, int row, int first, int last, T* product, nint productStep)
        {
            var done = first;
            if (Vector512.IsHardwareAccelerated)
                done = Channels<Vector512<T>, Vector512Operations<T>>(line, positions, row, first, done, last, product, productStep);
            if (Vector256.IsHardwareAccelerated)
                done = Channels<Vector256<T>, Vector256Operations<T>>(line, positions, row, first, done, last, product, productStep);
            done = Channels<Vector128<T>, Vector128Operations<T>>(line, positions, row, first, done, last, product, productStep);
            if (done < last)
                Rest(line, product, positions.Columns, productStep, first, done, last);
        }

        // Whole vectors of channels from the first that is not done; returns up to which channel all is done.
        private int Channels<V, O>(
            T* line, in PositionBlock positions, int row, int first, int done, int last, T* product, nint productStep)
            where V : struct
            where O : struct, IVectorOperations<T, V>
        {
            var step = _shape.Window.Axes[2].Stride * _image.ColumnStride;
            var channel = done;
            for (; channel + O.Count <= last; channel += O.Count)
            {
                T* x = line + (channel - first), weights = _weights + channel, to = product + (channel - first);
                var held = _finish?.At(0, channel) ?? default;
                var finish = _finish is null ? null : (TileFinish<T>*)&held;
                if (_places is not null)
                {
                    DepthwiseLine<T, V, O>.Groups(x, step, _taps, _starts, weights, _channels, to, productStep, positions.Columns, finish,
                        (T*)_places.First, _width);
                }
                else if (_edges is not null)
                {
                    _edges.Run<V, O>(x, positions, row, _starts, step, weights, _channels, to, productStep, finish);
                }
                else if (_isThreeByThree)
                {
                    DepthwiseLine<T, V, O>.ThreeByThree(x + _starts[0], x + _starts[3], x + _starts[6], _starts[1] - _starts[0], step,
                        weights, _channels, to, productStep, positions.Columns, finish);
                }
                else
                {
                    DepthwiseLine<T, V, O>.Taps(x, step, _taps, _starts, weights, _channels, to, productStep, positions.Columns,
                        finish);
                }
            }
            return channel;
        }

        private void Rest(T* line, T* product, int columns, nint productStep, int start, int first, int last)
        {
            var step = _shape.Window.Axes[2].Stride * _image.ColumnStride;
            for (var column = 0; column < columns; column++)
            {
                for (var channel = first; channel < last; channel++)
                {
                    var sum = Vector128<T>.Zero;
                    for (var tap = 0; tap < _taps; tap++)
                    {
                        var x = line[(column * step) + channel - start + _starts[tap]];
                        var weight = _weights[((nint)tap * _channels) + channel];
                        sum = Vector128Operations<T>.MultiplyAdd(Vector128.CreateScalar(x), Vector128.CreateScalar(weight), sum);
                    }
                    product[(column * productStep) + channel - start] = sum.ToScalar();
                }
            }
        }
    }
}
