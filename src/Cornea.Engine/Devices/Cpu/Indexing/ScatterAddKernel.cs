using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Reduction;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Indexing;

/// <summary>
/// Rows added at indices. A tile is some rows of the target, which takes what is added to them in the order of the indices, so equal
/// indices add up the same way always.
/// </summary>
internal sealed unsafe class ScatterAddKernel : Kernel
{
    private readonly Workers _workers;
    private readonly Tiles _tiles;

    public ScatterAddKernel(ScatterAddSpec spec, Workers workers) : base(spec)
    {
        _workers = workers;
        _tiles = new Tiles(spec);
    }

    public override void Run() => _workers.Run(_tiles, _tiles.Count);

    private sealed class Tiles : TileWork
    {
        private const long TileElements = 64 * 1024; // each tile reads all indices, so there are few
        private const int MostTiles = 16;

        private readonly ScatterAddSpec _spec;
        private readonly IndexReader _indices;
        private readonly Accumulation _sum;
        private readonly int _size;
        private readonly byte* _target;
        private readonly byte* _source;
        private readonly byte* _rows;
        private readonly bool _isFilled; // the source is one number, repeated

        public Tiles(ScatterAddSpec spec)
        {
            var (source, rows, target) = (spec.Reads[0], spec.Reads[2], spec.Writes[0]);
            _spec = spec;
            _indices = new IndexReader(spec.Reads[1]);
            _sum = Accumulation.Of(Graph.Ops.ReduceKind.Sum, target.DType);
            _size = target.DType.Size();
            _target = target.Buffer.Address + (long)target.Offset * _size;
            _source = source.Buffer.Address + (long)source.Offset * _size;
            _rows = rows.Buffer.Address + (long)rows.Offset * _size;
            _isFilled = !source.IsContiguous;
            var work = target.Count + (long)spec.Outer * spec.Count * spec.Inner;
            Count = spec.Outer == 0 ? 0
                : (int)Math.Clamp(work / TileElements, 1, Math.Clamp((long)spec.Outer * spec.Length, 1, MostTiles));
        }

        public int Count { get; }

        public override void RunTile(int tile, int worker)
        {
            long all = (long)_spec.Outer * _spec.Length, rowBytes = (long)_spec.Inner * _size;
            long first = all * tile / Count, last = all * (tile + 1) / Count;
            var bytes = (last - first) * rowBytes;
            if (_isFilled)
                Fill(first * _spec.Inner, last * _spec.Inner);
            else
                System.Buffer.MemoryCopy(_source + first * rowBytes, _target + first * rowBytes, bytes, bytes);
            var outer = first / Math.Max(1, _spec.Length);
            do
            {
                var target = outer * _spec.Length;
                var rows = _rows + outer * _spec.Count * rowBytes;
                for (var row = 0; row < _spec.Count; row++)
                {
                    var to = target + _indices.At(row, _spec.Length, "ScatterAdd");
                    if (to >= first && to < last)
                        _sum.AddColumns(_target + to * rowBytes, rows + row * rowBytes, _spec.Inner);
                }
            }
            while (++outer * _spec.Length < last);
        }

        private void Fill(long first, long last)
        {
            for (var start = first; start < last; start += int.MaxValue)
            {
                var at = _target + start * _size;
                var count = (int)Math.Min(int.MaxValue, last - start);
                switch (_size)
                {
                    case 1: new Span<byte>(at, count).Fill(*_source); break;
                    case 4: new Span<int>(at, count).Fill(*(int*)_source); break;
                    default: new Span<long>(at, count).Fill(*(long*)_source); break;
                }
            }
        }
    }
}
