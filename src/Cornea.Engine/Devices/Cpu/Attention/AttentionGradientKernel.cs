using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Reduction;
using Cornea.Devices.Cpu.Threads;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Attention;

/// <summary>
/// Runs an <see cref="AttentionGradientSpec"/>: each worker takes whole matrices, makes the weights again some rows at a time and the
/// gradient of the scores from them. What such rows add to the gradients of keys and values is added for many of them at once, in order.
/// </summary>
internal sealed unsafe class AttentionGradientKernel : Kernel
{
    private readonly Workers _workers;
    private readonly Tiles _tiles;

    public AttentionGradientKernel(AttentionGradientSpec spec, Workers workers, GemmScratch scratch) : base(spec)
    {
        _workers = workers;
        _tiles = new Tiles(spec, workers, scratch);
    }

    public override void Run() => _workers.Run(_tiles, ((AttentionGradientSpec)Spec).Forward.Shape.Batch);

    private sealed class Tiles : TileWork
    {
        private const int StripElements = 64 * 1024; // of scores, twice: what stays in the second cache

        private readonly Accumulation _sum = Accumulation.Of(ReduceKind.Sum, DType.Float32);
        private readonly AttentionShape _shape;
        private readonly GemmScratch _scratch;
        private readonly AttentionRows _rows;
        private readonly MatrixPlaces _queries, _keys, _values, _result;
        private readonly MatrixPlaces _ofQueries, _ofKeys, _ofValues;
        private readonly RowCode? _incoming;
        private readonly RowCode _summed, _outgoing;
        private readonly bool _uses;
        private readonly int _depthWidth, _valueWidth, _strip;

        public Tiles(AttentionGradientSpec spec, Workers workers, GemmScratch scratch)
        {
            (_shape, _scratch, _uses) = (spec.Forward.Shape, scratch, spec.Forward.Weights is not null);
            _rows = new AttentionRows(spec.Forward, workers.Count);
            // Keys are read as columns by the attention, and as rows here.
            (_queries, _keys) = (new MatrixPlaces(spec.Reads[0]), new MatrixPlaces(spec.Reads[1]));
            (_values, _result) = (new MatrixPlaces(spec.Reads[2]), new MatrixPlaces(spec.Reads[spec.Result]));
            _ofQueries = new MatrixPlaces(spec.Writes[0]);
            _ofKeys = new MatrixPlaces(spec.Writes[1]);
            _ofValues = new MatrixPlaces(spec.Writes[2]);
            RowCode Code(RowProgram program) => new(program, spec.Reads, _shape, _rows.Width, workers.Count);
            _incoming = spec.Incoming is null ? null : Code(spec.Incoming);
            (_summed, _outgoing) = (Code(spec.Summed), Code(spec.Outgoing));
            (_depthWidth, _valueWidth) = (AttentionRows.Whole(_shape.Depth), AttentionRows.Whole(_shape.ValueDepth));
            _strip = Math.Max(1, StripElements / _rows.Width / _rows.Rows) * _rows.Rows;
            _strip = Math.Min(_strip, _shape.Queries);
            scratch.Require(0, sizeof(float) * ((long)_rows.KeyElements + _rows.PanelElements(_shape.ValueDepth)
                + (long)_shape.Keys * _depthWidth + (long)_shape.Queries * (_depthWidth + _valueWidth)
                + 2L * (_strip + _rows.Rows) * _rows.Width + AttentionRows.Whole(_rows.Rows)
                + (long)_shape.Keys * ((InOrder(_ofKeys) ? 0 : _depthWidth) + (InOrder(_ofValues) ? 0 : _valueWidth))));
        }

        public override void RunTile(int matrix, int worker)
        {
            var keys = (float*)_scratch.Worker(worker);
            var valuePanels = keys + _rows.KeyElements;
            var keyRows = valuePanels + _rows.PanelElements(_shape.ValueDepth);
            var queries = keyRows + (nint)_shape.Keys * _depthWidth;
            var result = queries + (nint)_shape.Queries * _depthWidth;
            var used = result + (nint)_shape.Queries * _valueWidth;
            var gradient = used + (nint)_strip * _rows.Width;
            var block = gradient + (nint)_strip * _rows.Width;
            var terms = block + (nint)_rows.Rows * _rows.Width;
            var sums = terms + (nint)_rows.Rows * _rows.Width;
            var turnedKeys = sums + AttentionRows.Whole(_rows.Rows);
            var turnedValues = turnedKeys + (InOrder(_ofKeys) ? 0 : (nint)_shape.Keys * _depthWidth);
            var (ofKeys, keyRow) = InOrder(_ofKeys) ? ((nint)_ofKeys.At(matrix), _ofKeys.Row) : ((nint)turnedKeys, _depthWidth);
            var (ofValues, valueRow) = InOrder(_ofValues) ? ((nint)_ofValues.At(matrix), _ofValues.Row) : ((nint)turnedValues, _valueWidth);

            _rows.PackKeys(matrix, keys);
            MatrixPacking.Panels((float*)_values.At(matrix), _values.Column, _values.Row, _shape.ValueDepth, _shape.Keys, valuePanels,
                MicroKernel<float>.Best.Columns);
            MatrixPacking.Rows((float*)_keys.At(matrix), _keys.Column, _keys.Row, _shape.Keys, _shape.Depth, keyRows, _depthWidth);
            MatrixPacking.Rows(
                (float*)_queries.At(matrix), _queries.Row, _queries.Column, _shape.Queries, _shape.Depth, queries, _depthWidth);
            MatrixPacking.Rows(
                (float*)_result.At(matrix), _result.Row, _result.Column, _shape.Queries, _shape.ValueDepth, result, _valueWidth);

            for (var first = 0; first < _shape.Queries; first += _strip)
            {
                var strip = Math.Min(_strip, _shape.Queries - first);
                for (var row = 0; row < strip; row += _rows.Rows)
                {
                    var now = Math.Min(_rows.Rows, strip - row);
                    var (from, at) = (first + row, (nint)row * _rows.Width);
                    Scores(matrix, from, now, keys, valuePanels, result, _uses ? block : used + at, used + at, gradient + at, terms, sums,
                        worker);
                    _rows.ByRows(gradient + at, _rows.Width, 1, now, _shape.Keys, keyRows, _depthWidth, _shape.Depth,
                        (float*)_ofQueries.At(matrix, from), _ofQueries.Row, accumulate: false);
                }
                _rows.ByRows(gradient, 1, _rows.Width, _shape.Keys, strip, queries + (nint)first * _depthWidth, _depthWidth, _shape.Depth,
                    (float*)ofKeys, keyRow, accumulate: first > 0);
                _rows.ByRows(used, 1, _rows.Width, _shape.Keys, strip, result + (nint)first * _valueWidth, _valueWidth, _shape.ValueDepth,
                    (float*)ofValues, valueRow, accumulate: first > 0);
            }
            if (!InOrder(_ofKeys))
                Turn(turnedKeys, _depthWidth, _ofKeys, matrix, _shape.Depth);
            if (!InOrder(_ofValues))
                Turn(turnedValues, _valueWidth, _ofValues, matrix, _shape.ValueDepth);
        }

        private static bool InOrder(MatrixPlaces places) => places.Column == 1;

        private void Turn(float* from, int width, MatrixPlaces places, int matrix, int columns)
        {
            var target = (float*)places.At(matrix);
            for (var column = 0; column < columns; column++)
            {
                for (var row = 0; row < _shape.Keys; row++)
                    target[row * places.Row + column * places.Column] = from[(nint)row * width + column];
            }
        }

        // The gradient of some rows of scores, and the weights that were used.
        private void Scores(
            int matrix, int row, int rows, float* keys, float* valuePanels, float* result, float* weights, float* used, float* gradient,
            float* terms, float* sums, int worker)
        {
            _rows.Weigh(matrix, row, rows, keys, weights, used, worker);
            _rows.ByPanels(result + (nint)row * _valueWidth, _valueWidth, 1, rows, _shape.ValueDepth, valuePanels, gradient);
            _incoming?.Run(matrix, row, rows, weights, gradient, null, gradient, worker);
            _summed.Run(matrix, row, rows, weights, gradient, null, terms, worker);
            for (var i = 0; i < rows; i++)
            {
                sums[i] = 0;
                _sum.AddRow((byte*)(sums + i), (byte*)(terms + (nint)i * _rows.Width), _shape.Keys);
            }
            _outgoing.Run(matrix, row, rows, weights, gradient, sums, gradient, worker);
        }
    }
}
