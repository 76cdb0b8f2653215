using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// Convolution to so few filters that vectors of filters would be nearly empty: vectors run over channels instead. Sixteen partial sums,
/// whatever the width of vectors, are added in a fixed order at the end.
/// </summary>
internal sealed unsafe class FewFiltersKernel(ConvolutionSpec spec, Workers workers, GemmScratch scratch)
    : OrderedKernelConvolution(spec, workers, new Tiles(spec, workers, scratch))
{
    private const int Sums = 16;
    private const int MostFilters = 3;
    private const int LeastDepth = 64;

    public override string Algorithm => "sums over channels";

    /// <summary>Whether a convolution has few filters and channels by the sixteen.</summary>
    /// <param name="spec">The convolution.</param>
    public static bool Fits(ConvolutionSpec spec) => spec.Filters is > 0 and <= MostFilters && spec.Groups == 1
        && spec.Reads[0].DType.InRegisters() == DType.Float32 && spec.Shape.Channels % Sums == 0
        && spec.Shape.Channels * spec.Shape.Window.Taps >= LeastDepth;

    private sealed class Tiles : OrderedKernelTiles
    {
        private const long MostScratch = 64 * 1024; // bytes of a slab

        private readonly WindowShape _shape;
        private readonly PositionBlocks _blocks;
        private readonly ImageSlab<float> _image;
        private readonly GemmScratch _scratch;
        private readonly ProgramEpilogue<float>? _epilogue;
        private readonly float* _target;
        private readonly nint _pitch; // elements from one position's results to the next
        private readonly int _channels, _filters, _taps;
        private readonly nint[] _table;
        private readonly nint* _starts;
        private readonly float[] _held;
        private readonly float* _weights; // [filters, taps, channels]
        private readonly long _productOffset;

        public Tiles(ConvolutionSpec spec, Workers workers, GemmScratch scratch)
        {
            (_shape, _scratch, _channels, _filters, _taps) =
                (spec.Shape, scratch, spec.Shape.Channels, spec.Filters, spec.Shape.Window.Taps);
            if (spec.Epilogue is not null)
            {
                _epilogue = new ProgramEpilogue<float>(spec.Epilogue, spec.Reads.AsSpan()[2..], spec.Writes, workers,
                    (long)_shape.Pixels * _filters);
            }
            _pitch = _epilogue is null ? Pitch(spec) : _filters;
            _target = (float*)spec.Writes[0].Buffer.Address + spec.Writes[0].Offset;
            _blocks = PositionBlocks.Of(
                _shape, (long)_taps * _channels * _filters,
                (rows, columns) => !ImageSlab<float>.Copies(_shape, spec.Reads[0])
                    || ImageSlab<float>.Elements(_shape, rows, columns) * sizeof(float) <= MostScratch);
            _image = new ImageSlab<float>(_shape, spec.Reads[0], _blocks);
            _table = GC.AllocateArray<nint>(_taps, pinned: true);
            _starts = (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(_table, 0);
            for (var tap = 0; tap < _taps; tap++)
                _starts[tap] = _image.Start(tap);
            _held = GC.AllocateUninitializedArray<float>(_filters * _taps * _channels, pinned: true);
            _weights = (float*)Marshal.UnsafeAddrOfPinnedArrayElement(_held, 0);
            _productOffset = (_image.ScratchElements + 31) / 32 * 32;
            scratch.Require(0, (_productOffset + ((long)_blocks.MostPositions * _filters)) * sizeof(float));
            Count = _blocks.Tiles;
        }

        public override void TakeWeights(BufferView kernel)
        {
            var from = (float*)kernel.Buffer.Address + kernel.Offset;
            var strides = kernel.Strides.AsSpan();
            var (rows, columns) = (kernel.Lengths[1], kernel.Lengths[2]);
            var to = _weights;
            for (var filter = 0; filter < _filters; filter++)
            {
                for (var tap = 0; tap < _taps; tap++)
                {
                    var start = (tap / (rows * columns) * (nint)strides[0]) + (tap / columns % rows * (nint)strides[1])
                        + (tap % columns * (nint)strides[2]) + (filter * (nint)strides[4]);
                    for (var channel = 0; channel < _channels; channel++)
                        *to++ = from[start + (channel * (nint)strides[3])];
                }
            }
        }

        public override void RunTile(int tile, int worker)
        {
            var scratch = (float*)_scratch.Worker(worker);
            var step = _shape.Window.Axes[2].Stride * _image.ColumnStride;
            for (var block = _blocks.First(tile); block < _blocks.First(tile + 1); block++)
            {
                var positions = _blocks[block];
                var image = _image.Prepare(positions, scratch);
                for (var row = 0; row < positions.Rows; row++)
                {
                    var position = positions.Row + (row * _shape.Positions[2]);
                    var product = _epilogue is null ? _target + (position * _pitch) : scratch + _productOffset;
                    var line = image + (row * _shape.Window.Axes[1].Stride * _image.RowStride);
                    for (var filter = 0; filter < _filters; filter++)
                    {
                        var weights = _weights + ((nint)filter * _taps * _channels);
                        if (Vector512.IsHardwareAccelerated)
                            Line<Vector512<float>, Vector512Operations<float>>(line, step, weights, product + filter, positions.Columns);
                        else if (Vector256.IsHardwareAccelerated)
                            Line<Vector256<float>, Vector256Operations<float>>(line, step, weights, product + filter, positions.Columns);
                        else
                            Line<Vector128<float>, Vector128Operations<float>>(line, step, weights, product + filter, positions.Columns);
                    }
                    _epilogue?.Apply(0, position, 0, positions.Columns, _filters, product, _filters, worker);
                }
            }
        }

        // Four positions share each load of the weights.
        private void Line<V, O>(float* x, nint step, float* weights, float* to, int columns)
            where V : struct
            where O : struct, IVectorOperations<float, V>
        {
            var sums = stackalloc float[4 * Sums];
            for (; columns >= 4; columns -= 4)
            {
                Add<V, O>(x, step, weights, sums);
                for (var i = 0; i < 4; i++, to += _pitch)
                    *to = Total(sums + (i * Sums));
                x += 4 * step;
            }
            for (; columns > 0; columns--, to += _pitch)
            {
                Add<V, O>(x, 0, weights, sums);
                *to = Total(sums);
                x += step;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Add<V, O>(float* x, nint step, float* weights, float* sums)
            where V : struct
            where O : struct, IVectorOperations<float, V>
        {
            // Each pass takes as many of the sixteen sums as two vectors hold.
            for (var part = 0; part < Sums; part += 2 * O.Count)
            {
                V a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
                var w = weights + part;
                for (var tap = 0; tap < _taps; tap++)
                {
                    float* a = x + _starts[tap] + part, b = a + step, c = b + step, d = c + step;
                    for (var channel = 0; channel < _channels; channel += Sums, w += Sums)
                    {
                        var weight = O.Load(w);
                        a0 = O.MultiplyAdd(O.Load(a + channel), weight, a0);
                        b0 = O.MultiplyAdd(O.Load(b + channel), weight, b0);
                        c0 = O.MultiplyAdd(O.Load(c + channel), weight, c0);
                        d0 = O.MultiplyAdd(O.Load(d + channel), weight, d0);
                        if (O.Count == Sums)
                            continue;
                        weight = O.Load(w + O.Count);
                        a1 = O.MultiplyAdd(O.Load(a + channel + O.Count), weight, a1);
                        b1 = O.MultiplyAdd(O.Load(b + channel + O.Count), weight, b1);
                        c1 = O.MultiplyAdd(O.Load(c + channel + O.Count), weight, c1);
                        d1 = O.MultiplyAdd(O.Load(d + channel + O.Count), weight, d1);
                    }
                }
                O.Store(a0, sums + part);
                O.Store(b0, sums + Sums + part);
                O.Store(c0, sums + (2 * Sums) + part);
                O.Store(d0, sums + (3 * Sums) + part);
                if (O.Count == Sums)
                    continue;
                O.Store(a1, sums + part + O.Count);
                O.Store(b1, sums + Sums + part + O.Count);
                O.Store(c1, sums + (2 * Sums) + part + O.Count);
                O.Store(d1, sums + (3 * Sums) + part + O.Count);
            }
        }

        private static float Total(float* sums)
        {
            var four = Vector128.Load(sums) + Vector128.Load(sums + 8) + (Vector128.Load(sums + 4) + Vector128.Load(sums + 12));
            return four[0] + four[2] + (four[1] + four[3]);
        }
    }
}
