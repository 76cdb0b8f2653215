using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>The two orders of a picture's axes: ONNX's, with the channels second, and the one here, with the channels last.</summary>
internal static class PictureOrder
{
    /// <summary>The transposition that puts the channels last.</summary>
    public static int[] ToLast(int rank) => [0, .. Enumerable.Range(2, rank - 2), 1];

    /// <summary>The transposition that puts the channels second.</summary>
    public static int[] ToFirst(int rank) => [0, rank - 1, .. Enumerable.Range(1, rank - 2)];

    /// <summary>Where an axis of ONNX stands when the channels are last.</summary>
    public static int Place(int axis, int rank) => axis == 0 ? 0 : axis == 1 ? rank - 1 : axis - 1;

    /// <summary>A constant that broadcasts to a picture, with the channels last.</summary>
    public static Tensor Last(Tensor value, int rank) => value.Size == 1 ? value.Reshape(Shape.Scalar)
        : value.Reshape(new Shape([.. Enumerable.Repeat(1, rank - value.Rank), .. value.Shape])).Transpose(ToLast(rank)).Compute().Detach();

    /// <summary>A node that transposes.</summary>
    public static OnnxNode Transposed(string input, string output, int[] order) => new(
        "Transpose", "", [input], [output], new Dictionary<string, OnnxAttribute>
        {
            ["perm"] = new("perm", OnnxAttributeType.Ints) { Ints = [.. order.Select(axis => (long)axis)] },
        })
    { Opset = 13 };
}
