using System.Collections.Immutable;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Elementwise;

namespace Cornea.Devices.Cpu.Attention;

/// <summary>A <see cref="RowProgram"/> made ready to run over rows of a block.</summary>
internal sealed unsafe class RowCode
{
    private readonly int[] _operands;
    private readonly MatrixPlaces?[] _places;
    private readonly ElementwiseCode _code;
    private readonly int _columns;
    private readonly int _width;
    private readonly bool _joins;

    /// <summary>Makes the program ready.</summary>
    /// <param name="program">The program.</param>
    /// <param name="reads">The kernel's reads.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="width">Elements from row to row of a block.</param>
    /// <param name="workers">Workers that may run it at once.</param>
    public RowCode(RowProgram program, ImmutableArray<BufferView> reads, AttentionShape shape, int width, int workers)
    {
        (_columns, _width) = (shape.Keys, width);
        _operands = [.. program.Operands];
        _places = [.. _operands.Select(operand => operand >= 0 ? new MatrixPlaces(reads[operand]) : null)];
        RowOperand[] operands =
        [
            .. _operands.Select((operand, k) => operand >= 0 ? new RowOperand(reads[operand].DType, (int)_places[k]!.Column)
                : new RowOperand(DType.Float32, operand == RowProgram.Sum ? 0 : 1)),
            new RowOperand(DType.Float32, 1),
        ];
        _code = ElementwiseCode.Make(program.Program, operands, workers, (long)shape.Elements);
        _joins = _columns == width && !_operands.Contains(RowProgram.Sum)
            && _places.All(place => place is null || (place.Column == 1 && place.Row == width) || (place.Column == 0 && place.Row == 0));
    }

    /// <summary>Runs the program for some rows of a matrix.</summary>
    /// <param name="matrix">Which matrix.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="scores">The scores or weights of those rows.</param>
    /// <param name="gradient">The gradient of those rows.</param>
    /// <param name="sums">The sums of those rows.</param>
    /// <param name="results">Where the results go: a block of its own, or one of those that are read.</param>
    /// <param name="worker">The worker that runs it.</param>
    public void Run(int matrix, int row, int rows, float* scores, float* gradient, float* sums, float* results, int worker)
    {
        var operands = stackalloc byte*[_operands.Length + 1];
        for (var done = 0; done < rows; done += _joins ? rows : 1)
        {
            for (var k = 0; k < _operands.Length; k++)
            {
                operands[k] = _operands[k] switch
                {
                    RowProgram.Scores => (byte*)(scores + (nint)done * _width),
                    RowProgram.Gradient => (byte*)(gradient + (nint)done * _width),
                    RowProgram.Sum => (byte*)(sums + done),
                    _ => _places[k]!.At(matrix, row + done),
                };
            }
            operands[_operands.Length] = (byte*)(results + (nint)done * _width);
            _code.Run(operands, _joins ? (nint)rows * _width : _columns, worker);
        }
    }
}
