using Cornea.Graph.Ops;

namespace Cornea.Graph;

/// <summary>The number of a tensor that holds one number everywhere.</summary>
internal static class ScalarValue
{
    /// <summary>The one number that a tensor repeats, as a constant of shape (), or null.</summary>
    /// <param name="tensor">A tensor.</param>
    public static Tensor? Of(Tensor tensor) => tensor switch
    {
        { Known: { } value, Size: 1 } => tensor.Rank == 0 ? tensor : Scalar(value),
        { Op: Broadcast } => Of(tensor.Inputs[0]),
        _ => null,
    };

    private static Tensor Scalar(HostMemory value)
    {
        var scalar = new HostMemory(value.Type with { Shape = Shape.Scalar });
        value.Bytes.CopyTo(scalar.Bytes);
        return new Tensor(scalar);
    }
}
