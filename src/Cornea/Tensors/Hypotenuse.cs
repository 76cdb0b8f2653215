namespace Cornea;

/// <summary>The length of two perpendicular sides' hypotenuse.</summary>
internal static class Hypotenuse
{
    /// <summary><c>√(x² + y²)</c>: the larger side is taken out of the root, so that squares cannot overflow.</summary>
    /// <param name="x">Floats of any shape.</param>
    /// <param name="y">Floats of a shape that broadcasts with it.</param>
    /// <remarks>The gradients are x and y over the root, at most 1, and 0 where both are 0.</remarks>
    public static Tensor Of(Tensor x, Tensor y)
    {
        var shape = Shape.Broadcast(x.Shape, y.Shape);
        (x, y) = (x.BroadcastTo(shape), y.BroadcastTo(shape));
        var most = Tensor.Maximum(x.Abs(), y.Abs());
        var divisor = Tensor.Where(most.EqualTo(0), 1, most);
        var root = (1 + (Tensor.Minimum(x.Abs(), y.Abs()) / divisor).Square()).Sqrt();
        return Gradients.Custom(
            most * root, [x, y], upstream => [upstream * (x / divisor / root), upstream * (y / divisor / root)]);
    }
}
