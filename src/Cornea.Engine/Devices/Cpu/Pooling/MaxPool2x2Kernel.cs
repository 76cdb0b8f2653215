using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cornea.Devices.Cpu.Elementwise;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Pooling;

/// <summary>
/// The largest of each two by two adjacent float32 elements, of elements that a program makes or that lie in memory; and which of the
/// four it is (see <see cref="MaxPool2x2Spec"/>). Rows that the program makes stay in cache until they are compared.
/// </summary>
internal sealed unsafe class MaxPool2x2Kernel : Kernel
{
    private const int BlockElements = 8 * 1024;

    private readonly Workers _workers;
    private readonly Tiles _tiles;

    public MaxPool2x2Kernel(MaxPool2x2Spec spec, Workers workers) : base(spec)
    {
        _workers = workers;
        _tiles = new Tiles(spec, workers.Count);
    }

    public override void Run() => _workers.Run(_tiles, _tiles.Count);

    private sealed class Tiles : TileWork
    {
        private readonly PoolRows _rows;
        private readonly ProgramRows? _program;
        private readonly HostMemory? _scratch;
        private readonly float* _x;
        private readonly float* _y;
        private readonly byte* _choice;
        private readonly int _height, _width, _channels, _lines, _positions, _linesPerBlock;

        public Tiles(MaxPool2x2Spec spec, int workers)
        {
            _rows = new PoolRows(spec.Shape);
            (_height, _width, _channels) = (spec.Shape.Input[1], spec.Shape.Input[2], spec.Shape.Channels);
            (_lines, _positions) = (spec.Shape.Positions[1], spec.Shape.Positions[2]);
            var line = Math.Max(1, 2 * _width * _channels);
            _linesPerBlock = Math.Max(1, BlockElements / line);
            if (spec.Program.Work > 0 || !spec.Reads[0].IsContiguous)
            {
                _program = new ProgramRows(spec.Program, spec.Reads, DType.Float32, workers);
                _scratch = new HostMemory(new TensorType(new Shape(workers, checked(_linesPerBlock * line)), DType.Float32),
                    cleared: false);
            }
            _x = _scratch is null ? (float*)spec.Reads[0].Buffer.Address + spec.Reads[0].Offset : (float*)_scratch.Address;
            _y = (float*)spec.Writes[0].Buffer.Address + spec.Writes[0].Offset;
            _choice = spec.Writes.Length > 1 ? spec.Writes[1].Buffer.Address + spec.Writes[1].Offset : null;
        }

        public int Count => _rows.Tiles;

        public override void RunTile(int tile, int worker)
        {
            var last = _rows.First(tile + 1);
            for (var row = _rows.First(tile); row < last;)
            {
                var (image, line) = Math.DivRem(row, _lines);
                var count = Math.Min(Math.Min(last - row, _lines - line), _linesPerBlock);
                var pixel = ((nint)image * _height + 2 * line) * _width;
                var x = _x + pixel * _channels;
                if (_program is not null)
                {
                    x = _x + (nint)worker * _linesPerBlock * 2 * _width * _channels;
                    _program.Fill(pixel, 2 * count * _width, _channels, (byte*)x, worker);
                }
                for (var i = 0; i < count; i++, row++, x += (nint)2 * _width * _channels)
                    Line(x, (nint)row * _positions);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Line(float* top, nint position)
        {
            var (channels, step) = (_channels, (nint)_width * _channels);
            var y = _y + position * channels;
            var choice = _choice is null ? null : _choice + position * MaxPool2x2Spec.IndexBytes(channels);
            for (var column = 0; column < _positions; column++, top += 2 * channels, y += channels)
            {
                var bottom = top + step;
                var i = 0;
                for (; i <= channels - 8; i += 8)
                {
                    Vector256<float> a = Vector256.Load(top + i), b = Vector256.Load(top + channels + i);
                    Vector256<float> c = Vector256.Load(bottom + i), d = Vector256.Load(bottom + channels + i);
                    var largest = Vector256.Max(Vector256.Max(a, b), Vector256.Max(c, d));
                    largest.Store(y + i);
                    if (choice is null)
                        continue;
                    // A NaN is unequal to itself: where the largest is one, so is each candidate that is not a number.
                    var isNaN = ~Vector256.Equals(largest, largest);
                    var isA = Vector256.Equals(a, largest) | (isNaN & ~Vector256.Equals(a, a));
                    var isB = (Vector256.Equals(b, largest) | (isNaN & ~Vector256.Equals(b, b))) & ~isA;
                    var isC = (Vector256.Equals(c, largest) | (isNaN & ~Vector256.Equals(c, c))) & ~(isA | isB);
                    *choice++ = (byte)(~(isA | isC)).ExtractMostSignificantBits();
                    *choice++ = (byte)(~(isA | isB)).ExtractMostSignificantBits();
                }
                if (i == channels)
                    continue;
                var (odd, low) = (0, 0);
                for (var bit = 0; i < channels; i++, bit++)
                {
                    var largest = y[i] = MathF.Max(MathF.Max(top[i], top[channels + i]), MathF.Max(bottom[i], bottom[channels + i]));
                    var which = Is(top[i], largest) ? 0 : Is(top[channels + i], largest) ? 1 : Is(bottom[i], largest) ? 2 : 3;
                    odd |= (which & 1) << bit;
                    low |= (which >> 1) << bit;
                }
                if (choice is null)
                    continue;
                *choice++ = (byte)odd;
                *choice++ = (byte)low;
            }
        }

        private static bool Is(float x, float largest) => x == largest || (float.IsNaN(x) && float.IsNaN(largest));
    }
}
