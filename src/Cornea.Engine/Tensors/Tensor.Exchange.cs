namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>A tensor with a copy of a .NET tensor's values.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; see <see cref="DTypes.Of{T}"/>.</typeparam>
    /// <param name="values">A tensor of .NET's own type; its strides are followed.</param>
    /// <exception cref="ShapeException">An axis is longer than 2^31 - 1.</exception>
    public static Tensor From<T>(System.Numerics.Tensors.Tensor<T> values) where T : unmanaged
    {
        var lengths = new int[values.Rank];
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = values.Lengths[i] <= int.MaxValue
                ? (int)values.Lengths[i]
                : throw new ShapeException(
                    $"Tensor.From expects axes of at most {int.MaxValue:N0} elements, but axis {i} has {values.Lengths[i]:N0}. Split the "
                        + $"data.");
        }
        var buffer = new HostMemory(new TensorType(new Shape(lengths), DTypes.Of<T>()), cleared: false);
        values.FlattenTo(buffer.Span<T>());
        return new Tensor(buffer);
    }

    /// <summary>A copy as a tensor of .NET's own type.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; converted where it differs.</typeparam>
    public System.Numerics.Tensors.Tensor<T> ToNumericsTensor<T>() where T : unmanaged
    {
        var lengths = new nint[Rank];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = Shape[i];
        return System.Numerics.Tensors.Tensor.Create(ToArray<T>(), lengths);
    }

    /// <summary>All elements, row by row, copied to where the caller wants them.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; converted where it differs.</typeparam>
    /// <param name="destination">At least as long as the tensor has elements.</param>
    /// <exception cref="ArgumentException">It is too short.</exception>
    public void CopyTo<T>(Span<T> destination) where T : unmanaged
    {
        if (destination.Length < Size)
        {
            throw new ArgumentException(
                $"CopyTo of a tensor of shape {Shape} writes {Size:N0} elements, but received room for {destination.Length:N0}.",
                nameof(destination));
        }
        Cast(DTypes.Of<T>()).AsSpan<T>().CopyTo(destination);
    }

    /// <summary>A copy of a matrix as rows and columns.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; converted where it differs.</typeparam>
    /// <exception cref="ShapeException">The tensor has another number of axes than 2.</exception>
    public T[,] ToArray2D<T>() where T : unmanaged
    {
        var lengths = Lengths(2);
        var result = new T[lengths[0], lengths[1]];
        CopyTo(Elements<T>(result));
        return result;
    }

    /// <summary>A copy of a tensor of three axes.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; converted where it differs.</typeparam>
    /// <exception cref="ShapeException">The tensor has another number of axes than 3.</exception>
    public T[,,] ToArray3D<T>() where T : unmanaged
    {
        var lengths = Lengths(3);
        var result = new T[lengths[0], lengths[1], lengths[2]];
        CopyTo(Elements<T>(result));
        return result;
    }

    /// <summary>A copy of a tensor of four axes.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; converted where it differs.</typeparam>
    /// <exception cref="ShapeException">The tensor has another number of axes than 4.</exception>
    public T[,,,] ToArray4D<T>() where T : unmanaged
    {
        var lengths = Lengths(4);
        var result = new T[lengths[0], lengths[1], lengths[2], lengths[3]];
        CopyTo(Elements<T>(result));
        return result;
    }

    private Shape Lengths(int rank) => Rank == rank
        ? Shape
        : throw new ShapeException($"ToArray{rank}D expects a tensor of {rank} axes, but this one has shape {Shape}. Reshape it.");

    private static Span<T> Elements<T>(Array values) where T : unmanaged => values.Length == 0
        ? []
        : System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
            ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(
                ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(values)),
            values.Length);
}
