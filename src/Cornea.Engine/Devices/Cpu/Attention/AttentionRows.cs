using Cornea.Devices.Cpu.Elementwise;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Reduction;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Attention;

/// <summary>The weights of an attention, some rows at a time: what its kernel and that of its gradients share.</summary>
internal sealed unsafe class AttentionRows
{
    private const int WidestVector = 16;
    private const int MostRows = 48;
    private const int BlockElements = 24 * 1024; // of scores: what stays in the second cache beside keys and values

    private readonly MicroKernel<float> _tiles = MicroKernel<float>.Best;
    private readonly Accumulation _sum = Accumulation.Of(ReduceKind.Sum, DType.Float32);
    private readonly AttentionShape _shape;
    private readonly float _scale;
    private readonly MatrixPlaces _queries, _keys;
    private readonly RowCode? _scores, _weights;

    public AttentionRows(AttentionSpec spec, int workers)
    {
        _shape = spec.Shape;
        _scale = (float)spec.Scale;
        (_queries, _keys) = (new MatrixPlaces(spec.Reads[0]), new MatrixPlaces(spec.Reads[1]));
        Width = Whole(_shape.Keys);
        Rows = Math.Clamp(BlockElements / Width / 12 * 12, 12, MostRows);
        _scores = spec.Scores is null ? null : new RowCode(spec.Scores, spec.Reads, _shape, Width, workers);
        _weights = spec.Weights is null ? null : new RowCode(spec.Weights, spec.Reads, _shape, Width, workers);
    }

    /// <summary>Elements from row to row of a block of scores: whole vectors.</summary>
    public int Width { get; }

    /// <summary>Rows of a block.</summary>
    public int Rows { get; }

    /// <summary>Elements of all keys, packed.</summary>
    public int KeyElements => PanelElements(_shape.Depth);

    /// <summary>Elements of panels of so many rows and a column for each key.</summary>
    public int PanelElements(int rows) => (_shape.Keys + _tiles.Columns - 1) / _tiles.Columns * _tiles.Columns * rows;

    /// <summary>So many elements, filled up to whole vectors of any machine: how rows are cut depends on the shape alone.</summary>
    public static int Whole(int count) => (count + WidestVector - 1) / WidestVector * WidestVector;

    /// <summary>Packs the keys of a matrix.</summary>
    public void PackKeys(int matrix, float* keys) => MatrixPacking.Panels(
        (float*)_keys.At(matrix), _keys.Row, _keys.Column, _shape.Depth, _shape.Keys, keys, _tiles.Columns);

    /// <summary>Makes the weights of some rows.</summary>
    /// <param name="matrix">Which matrix.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="keys">The packed keys.</param>
    /// <param name="weights">Where the weights go.</param>
    /// <param name="used">Where goes what is made of them: elsewhere, where something is.</param>
    /// <param name="worker">The worker that runs it.</param>
    public void Weigh(int matrix, int row, int rows, float* keys, float* weights, float* used, int worker)
    {
        ByPanels((float*)_queries.At(matrix, row), _queries.Row, _queries.Column, rows, _shape.Depth, keys, weights);
        _scores?.Run(matrix, row, rows, weights, null, null, weights, worker);
        for (var i = 0; i < rows; i++)
        {
            var x = weights + (nint)i * Width;
            RowFunctions.ExpOfDifference(x, RowFunctions.Largest(x, _shape.Keys), _scale, x, _shape.Keys);
            float sum = 0;
            _sum.AddRow((byte*)&sum, (byte*)x, _shape.Keys);
            RowFunctions.Divide(x, sum, _shape.Keys);
        }
        _weights?.Run(matrix, row, rows, weights, null, null, used, worker);
    }

    /// <summary>Rows of a block: a left factor by packed panels with a column for each key.</summary>
    public void ByPanels(float* left, nint leftRow, nint leftStep, int rows, int depth, float* panels, float* block)
    {
        for (var column = 0; column < Width; column += _tiles.Columns, panels += (nint)depth * _tiles.Columns)
        {
            var columns = Math.Min(_tiles.Columns, Width - column);
            for (var row = 0; row < rows;)
            {
                var now = _tiles.NextRows(rows - row);
                _tiles.Multiply(now, columns, depth, left + row * leftRow, leftRow, leftStep, panels, _tiles.Columns,
                    block + (nint)row * Width + column, Width, accumulate: false);
                row += now;
            }
        }
    }

    /// <summary>Rows of a result: a left factor by rows of a right one that lie one behind another.</summary>
    public void ByRows(
        float* left, nint leftRow, nint leftStep, int rows, int depth, float* right, int rightRow, int columns, float* result,
        nint resultRow, bool accumulate)
    {
        for (var column = 0; column < columns; column += _tiles.Columns)
        {
            var width = Math.Min(_tiles.Columns, columns - column);
            for (var row = 0; row < rows;)
            {
                var now = _tiles.NextRows(rows - row);
                _tiles.Multiply(now, width, depth, left + row * leftRow, leftRow, leftStep, right + column, rightRow,
                    result + row * resultRow + column, resultRow, accumulate);
                row += now;
            }
        }
    }
}
