namespace Cornea.Imaging;

/// <summary>The linear map of an axis that is stretched and moved by numbers with gradients.</summary>
internal static class MovingWeights
{
    /// <summary>The weights, [from, to]; each column adds up to 1, or to 0 where its place lies beyond the edge.</summary>
    /// <param name="from">Old length.</param>
    /// <param name="to">New length.</param>
    /// <param name="scale">One number.</param>
    /// <param name="translation">One number.</param>
    /// <param name="method">Any but Nearest and BicubicSharp.</param>
    /// <param name="antialias">Whether the kernel is widened where the axis becomes shorter.</param>
    public static Tensor Matrix(int from, int to, Tensor scale, Tensor translation, Interpolation method, bool antialias)
    {
        const double Least = 1000 * 1.1920929e-7;
        var inverse = 1 / (scale.DType.IsFloat() ? scale : scale.ToFloat32()).Reshape(1, 1);
        // [1, to]: where each new position lies on the old axis.
        var positions = (Tensor.Arange(0, to).Reshape(1, -1) + 0.5) * inverse - translation.Reshape(1, 1) * inverse - 0.5;
        var distance = (positions - Tensor.Arange(0, from).Reshape(-1, 1))
            .Abs() / (antialias ? Tensor.Maximum(inverse, 1) : Tensor.Ones([1, 1], inverse.DType));
        var weights = Kernel(distance, method);
        var sum = weights.Sum(0, keepDims: true);
        var inside = (sum.Abs() > Least) & (positions >= -0.5) & (positions <= from - 0.5);
        return Tensor.Where(inside, weights / Tensor.Where(sum.EqualTo(0), 1, sum), 0);
    }

    private static Tensor Kernel(Tensor x, Interpolation method) => method switch
    {
        Interpolation.Bilinear => Tensor.Maximum(1 - x, 0),
        Interpolation.Bicubic => Tensor.Where(x >= 1,
            Tensor.Where(x >= 2, 0, ((-0.5 * x + 2.5) * x - 4) * x + 2),
            (1.5 * x - 2.5) * x * x + 1),
        Interpolation.Lanczos3 => Lanczos(x, 3),
        Interpolation.Lanczos5 => Lanczos(x, 5),
        _ => throw new ArgumentException(
            $"ScaleAndTranslate interpolates with Bilinear, Bicubic, Lanczos3 or Lanczos5, but received {method}. Choose one of them."),
    };

    private static Tensor Lanczos(Tensor x, int radius)
    {
        var near = x <= 1e-3;
        var safe = Tensor.Where(near, 1, x);
        var value = radius * (Math.PI * safe).Sin() * (Math.PI / radius * safe).Sin() / (Math.PI * Math.PI * safe.Square());
        return Tensor.Where(x > radius, 0, Tensor.Where(near, 1, value));
    }
}
