using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Attention;

/// <summary>
/// Runs an <see cref="AttentionSpec"/>: keys and values of a matrix are packed, then some rows at a time get their scores, weights and
/// results, so that scores never leave the cache. Each worker takes matrices, or some rows of one where there are few.
/// </summary>
internal sealed unsafe class AttentionKernel : Kernel
{
    private readonly Workers _workers;
    private readonly Tiles _tiles;

    public AttentionKernel(AttentionSpec spec, Workers workers, GemmScratch scratch) : base(spec)
    {
        _workers = workers;
        _tiles = new Tiles(spec, workers, scratch);
    }

    public override void Run() => _workers.Run(_tiles, _tiles.Count);

    private sealed class Tiles : TileWork
    {
        private const int LeastTiles = 16;
        private const int LeastRows = 24;

        private readonly AttentionShape _shape;
        private readonly GemmScratch _scratch;
        private readonly AttentionRows _rows;
        private readonly MatrixPlaces _values, _result;
        private readonly MatrixPlaces? _weights, _used;
        private readonly bool _uses; // something is made of the weights
        private readonly int _pieces, _pieceRows, _valueWidth;

        public Tiles(AttentionSpec spec, Workers workers, GemmScratch scratch)
        {
            (_shape, _scratch, _uses) = (spec.Shape, scratch, spec.Weights is not null);
            _rows = new AttentionRows(spec, workers.Count);
            _values = new MatrixPlaces(spec.Reads[2]);
            _result = new MatrixPlaces(spec.Writes[0]);
            _weights = spec.StoresWeights ? new MatrixPlaces(spec.Writes[1]) : null;
            _used = spec.StoresUsed ? new MatrixPlaces(spec.Writes[^1]) : null;
            _valueWidth = AttentionRows.Whole(_shape.ValueDepth);
            var pieces = Math.Max(1, LeastTiles / _shape.Batch);
            _pieceRows = Math.Max(LeastRows, ((_shape.Queries + pieces - 1) / pieces + 11) / 12 * 12);
            _pieces = (_shape.Queries + _pieceRows - 1) / _pieceRows;
            scratch.Require(0, sizeof(float)
                * ((long)_rows.KeyElements + (long)_shape.Keys * _valueWidth + (_uses ? 2L : 1) * _rows.Rows * _rows.Width));
        }

        public int Count => _shape.Batch * _pieces;

        public override void RunTile(int tile, int worker)
        {
            var (matrix, piece) = Math.DivRem(tile, _pieces);
            var keys = (float*)_scratch.Worker(worker);
            var values = keys + _rows.KeyElements;
            var weights = values + (nint)_shape.Keys * _valueWidth;
            var used = _uses ? weights + (nint)_rows.Rows * _rows.Width : weights;
            _rows.PackKeys(matrix, keys);
            MatrixPacking.Rows(
                (float*)_values.At(matrix), _values.Row, _values.Column, _shape.Keys, _shape.ValueDepth, values, _valueWidth);
            var last = Math.Min(_shape.Queries, (piece + 1) * _pieceRows);
            for (var row = piece * _pieceRows; row < last; row += _rows.Rows)
            {
                var now = Math.Min(_rows.Rows, last - row);
                _rows.Weigh(matrix, row, now, keys, weights, used, worker);
                Store(_weights, matrix, row, now, weights);
                Store(_used, matrix, row, now, used);
                _rows.ByRows(used, _rows.Width, 1, now, _shape.Keys, values, _valueWidth, _shape.ValueDepth,
                    (float*)_result.At(matrix, row), _result.Row, accumulate: false);
            }
        }

        private void Store(MatrixPlaces? places, int matrix, int row, int rows, float* block)
        {
            if (places is not null)
                MatrixPacking.Rows(block, _rows.Width, 1, rows, _shape.Keys, (float*)places.At(matrix, row), _shape.Keys);
        }
    }
}
