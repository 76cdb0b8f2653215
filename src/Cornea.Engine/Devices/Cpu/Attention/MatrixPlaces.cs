using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Attention;

/// <summary>Where the matrices of a view lie, whatever its axes before the last two.</summary>
internal sealed unsafe class MatrixPlaces
{
    private readonly byte* _start;
    private readonly nint[] _offsets; // bytes from the first matrix to each

    /// <summary>Looks where a view's matrices lie.</summary>
    /// <param name="view">The view.</param>
    public MatrixPlaces(BufferView view)
    {
        Size = view.DType.Size();
        (Row, Column) = (view.Strides[^2], view.Strides[^1]);
        _start = view.Buffer.Address + (long)view.Offset * Size;
        var count = 1;
        foreach (var length in view.Lengths[..^2])
            count *= length;
        _offsets = new nint[count];
        for (var i = 0; i < count; i++)
        {
            var left = i;
            for (var axis = view.Lengths.Length - 3; axis >= 0; axis--)
            {
                (left, var index) = Math.DivRem(left, view.Lengths[axis]);
                _offsets[i] += (nint)index * view.Strides[axis] * Size;
            }
        }
    }

    /// <summary>Bytes of an element.</summary>
    public int Size { get; }

    /// <summary>Elements from row to row.</summary>
    public nint Row { get; }

    /// <summary>Elements from column to column.</summary>
    public nint Column { get; }

    /// <summary>The first element of a row.</summary>
    /// <param name="matrix">Which matrix.</param>
    /// <param name="row">Which row.</param>
    public byte* At(int matrix, int row = 0) => _start + _offsets[matrix] + row * Row * Size;
}
