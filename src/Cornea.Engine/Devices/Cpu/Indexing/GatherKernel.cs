using System.Runtime.Intrinsics.X86;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Indexing;

/// <summary>Rows chosen by index, copied as bytes.</summary>
internal sealed unsafe class GatherKernel : Kernel
{
    private readonly Workers _workers;
    private readonly Tiles _tiles;

    public GatherKernel(GatherSpec spec, Workers workers) : base(spec)
    {
        _workers = workers;
        _tiles = new Tiles(spec);
    }

    public override void Run() => _workers.Run(_tiles, _tiles.Count);

    private sealed class Tiles(GatherSpec spec) : TileWork
    {
        private const int TileBytes = 64 * 1024;
        private const int AheadRows = 8;
        private const int MostFetched = 2048; // bytes of a row: beyond these the copy itself runs ahead

        private readonly long _rowBytes = (long)spec.Inner * spec.Writes[0].DType.Size();
        private readonly int _rowsPerTile = (int)Math.Clamp(TileBytes / Math.Max(1, (long)spec.Inner * spec.Writes[0].DType.Size()), 1,
            int.MaxValue);
        private readonly IndexReader _indices = new(spec.Reads[1]);
        private readonly byte* _source = spec.Reads[0].Buffer.Address + (long)spec.Reads[0].Offset * spec.Reads[0].DType.Size();
        private readonly byte* _target = spec.Writes[0].Buffer.Address;

        public int Count => spec.Writes[0].Count == 0 ? 0
            : checked((int)(((long)spec.Outer * spec.Count + _rowsPerTile - 1) / _rowsPerTile));

        public override void RunTile(int tile, int worker)
        {
            var last = Math.Min((long)spec.Outer * spec.Count, ((long)tile + 1) * _rowsPerTile);
            for (var row = (long)tile * _rowsPerTile; row < last; row++)
            {
                var index = _indices.At((int)(row % spec.Count), spec.Length, "Gather", spec.Fault);
                var from = _source + (row / spec.Count * spec.Length + index) * _rowBytes;
                if (row + AheadRows < last)
                    Fetch((int)((row + AheadRows) % spec.Count), row / spec.Count);
                System.Buffer.MemoryCopy(from, _target + row * _rowBytes, _rowBytes, _rowBytes);
            }
        }

        // Rows lie anywhere, so nothing else asks for them before they are copied. Asking for what is not there is harmless.
        private void Fetch(int position, long outer)
        {
            if (!Sse.IsSupported || _rowBytes > MostFetched)
                return;
            var from = _source + ((outer * spec.Length) + _indices.Unchecked(position)) * _rowBytes;
            for (long line = 0; line < _rowBytes; line += 64)
                Sse.Prefetch0(from + line);
        }
    }
}
