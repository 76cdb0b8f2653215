namespace Cornea;

/// <summary>The length of two perpendicular sides' hypotenuse.</summary>
internal static class Hypotenuse
{
    /// <summary><c>√(x² + y²)</c>: the larger side is taken out of the root, so that squares cannot overflow.</summary>
    /// <param name="x">Floats of any shape.</param>
    /// <param name="y">Floats of a shape that broadcasts with it.</param>
    public static Tensor Of(Tensor x, Tensor y)
    {
        (x, y) = (x.Abs(), y.Abs());
        var most = Tensor.Maximum(x, y);
        var share = Tensor.Minimum(x, y) / Tensor.Where(most.EqualTo(0), 1, most);
        return most * (1 + share.Square()).Sqrt();
    }
}
