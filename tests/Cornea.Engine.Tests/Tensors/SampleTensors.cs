namespace Cornea.Tests.Tensors;

/// <summary>Small tensors with the same values as the arrays that NumPy was given.</summary>
internal static class SampleTensors
{
    /// <summary>float64: ((7 i) mod 11 - 5) / 2.</summary>
    public static Tensor A(params int[] shape) => Make(shape, i => (i * 7 % 11 - 5) / 2.0);

    /// <summary>float64: ((5 i) mod 13 - 6) / 4.</summary>
    public static Tensor B(params int[] shape) => Make(shape, i => (i * 5 % 13 - 6) / 4.0);

    /// <summary>int32: (3 i) mod 7.</summary>
    public static Tensor I(params int[] shape) => Make(shape, i => i * 3 % 7).Cast(DType.Int32);

    private static Tensor Make(int[] shape, Func<int, double> value)
    {
        var wanted = new Shape(shape);
        return Tensor.From([.. Enumerable.Range(0, wanted.Size).Select(value)], wanted);
    }
}
