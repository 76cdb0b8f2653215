using System.Numerics;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.RandomNumbers;

/// <summary>Random numbers; each element is a function of the key and its own number, so tiles need nothing of each other.</summary>
internal sealed unsafe class RandomKernel : Kernel
{
    private readonly Workers _workers;
    private readonly Tiles _tiles;

    public RandomKernel(RandomSpec spec, Workers workers) : base(spec)
    {
        _workers = workers;
        _tiles = new Tiles(spec);
    }

    public override void Run() => _workers.Run(_tiles, _tiles.Count);

    private sealed class Tiles(RandomSpec spec) : TileWork
    {
        // A multiple of 4: uniform draws take four elements from a block.
        private const int Elements = 4096;

        private readonly int _size = spec.Writes[0].Count;
        private readonly long* _key = (long*)spec.Reads[0].Buffer.Address + spec.Reads[0].Offset;
        private readonly byte* _target = spec.Writes[0].Buffer.Address;

        public int Count => (_size + Elements - 1) / Elements;

        public override void RunTile(int tile, int worker)
        {
            var key = unchecked((ulong)*_key);
            var (from, to) = (tile * Elements, Math.Min(_size, (tile + 1) * Elements));
            var numbers = (float*)_target;
            switch (spec.Kind)
            {
                case RandomKind.Normal:
                    if (PhiloxVectors.IsSupported)
                        from = DrawNormals(key, from, to);
                    for (; from < to; from++)
                        numbers[from] = Philox.Normal(key, spec.Stream, from);
                    break;
                case RandomKind.TruncatedNormal:
                    if (PhiloxVectors.IsSupported)
                        from = DrawNormals(key, from, to);
                    for (; from < to; from++)
                        numbers[from] = Philox.TruncatedNormal(key, spec.Stream, from);
                    break;
                default:
                    if (PhiloxVectors.IsSupported)
                        from = DrawMany(key, from, to);
                    for (var i = from; i < to; i += 4)
                        Draw(key, i, Math.Min(4, to - i));
                    break;
            }
        }

        // As many whole groups as there are; returns where the rest begins. Element numbers are int, so blocks never wrap around.
        private int DrawMany(ulong key, int from, int to)
        {
            var bits = stackalloc uint[PhiloxVectors.Count];
            for (; from <= to - PhiloxVectors.Count; from += PhiloxVectors.Count)
            {
                if (spec.Kind == RandomKind.Bits)
                {
                    PhiloxVectors.Draw(key, (uint)from >> 2, 0, (uint)spec.Stream, (uint*)_target + from);
                    continue;
                }
                PhiloxVectors.Draw(key, (uint)from >> 2, 0, (uint)spec.Stream, bits);
                var numbers = (float*)_target + from;
                for (var i = 0; i < PhiloxVectors.Count; i += Vector256<float>.Count)
                    (Vector256.ConvertToSingle((Vector256.Load(bits + i) >> 8).AsInt32()) * (1f / (1 << 24))).Store(numbers + i);
            }
            return from;
        }

        // The same of normal numbers. One in 22 is too far from 0 where they are truncated, and is drawn again.
        private int DrawNormals(ulong key, int from, int to)
        {
            var truncated = spec.Kind == RandomKind.TruncatedNormal;
            for (; from <= to - Vector256<float>.Count; from += Vector256<float>.Count)
            {
                var numbers = PhiloxVectors.Normals(key, (uint)from, (uint)spec.Stream);
                numbers.Store((float*)_target + from);
                if (!truncated)
                    continue;
                var far = Vector256.GreaterThan(Vector256.Abs(numbers), Vector256.Create(2f)).ExtractMostSignificantBits();
                for (; far != 0; far &= far - 1)
                {
                    var element = from + BitOperations.TrailingZeroCount(far);
                    ((float*)_target)[element] = Philox.TruncatedNormal(key, spec.Stream, element, attempt: 1);
                }
            }
            return from;
        }

        private void Draw(ulong key, int first, int count)
        {
            var (a, b, c, d) = Philox.Block(key, (ulong)first >> 2, (uint)spec.Stream);
            var bits = stackalloc uint[] { a, b, c, d };
            for (var i = 0; i < count; i++)
            {
                if (spec.Kind == RandomKind.Bits)
                    ((int*)_target)[first + i] = (int)bits[i];
                else
                    ((float*)_target)[first + i] = Philox.Fraction(bits[i]);
            }
        }
    }
}
