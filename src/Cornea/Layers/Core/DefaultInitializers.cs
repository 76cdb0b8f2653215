namespace Cornea.Layers;

/// <summary>What Keras uses where no initializer is given.</summary>
internal static class DefaultInitializers
{
    public static Initializer Kernel { get; } = new GlorotUniform();

    public static Initializer Recurrent { get; } = new Orthogonal();

    public static Initializer Zeros { get; } = new Zeros();

    public static Initializer Ones { get; } = new Ones();

    public static Initializer Embeddings { get; } = new RandomUniform();

    /// <summary>0 as int32.</summary>
    public static Initializer Count { get; } = new WholeZero();

    [NotSaved("It is the default of a counter, which no constructor takes.")]
    private sealed record WholeZero : Initializer
    {
        public override DType DType => DType.Int32;

        public override Tensor Create(Shape shape, RandomKey key) => Tensor.Zeros(shape, DType.Int32);
    }
}
