namespace Cornea.Layers;

/// <summary>What Keras uses where no initializer is given.</summary>
internal static class DefaultInitializers
{
    /// <summary>Uniform within sqrt(6 / (rows + columns)) of 0 (Glorot, Bengio, 2010).</summary>
    public static Initializer Kernel { get; } = new GlorotKernel();

    public static Initializer Zeros { get; } = new Filled(0);

    public static Initializer Ones { get; } = new Filled(1);

    /// <summary>Uniform within 0.05 of 0.</summary>
    public static Initializer Embeddings { get; } = new Uniform();

    /// <summary>0 as int32.</summary>
    public static Initializer Count { get; } = new Filled(0, DType.Int32);

    private sealed record Uniform : Initializer
    {
        public override Tensor Create(Shape shape, RandomKey key) => key.Uniform(shape, -0.05, 0.05);
    }

    private sealed record GlorotKernel : Initializer
    {
        public override Tensor Create(Shape shape, RandomKey key)
        {
            var field = shape.Rank > 2 ? shape[..^2].Size : 1;
            var limit = Math.Sqrt(6.0 / Math.Max(1, (shape[^1] + (shape.Rank > 1 ? shape[^2] : shape[^1])) * field));
            return key.Uniform(shape, -limit, limit);
        }
    }

    private sealed record Filled(double Value, DType DType = DType.Float32) : Initializer
    {
        public override Tensor Create(Shape shape, RandomKey key) => Tensor.Full(shape, Value, DType);
    }
}
