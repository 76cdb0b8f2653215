namespace Cornea.Layers;

/// <summary>Divides the kernel of the wrapped layer by its largest singular value at each training call. Keras:
/// <c>keras.layers.SpectralNormalization</c>.</summary>
/// <remarks>
/// The singular value is followed by power iteration, whose vector u is a weight that is not trained. Output of the inner
/// layer. Miyato and others, "Spectral normalization for generative adversarial networks", 2018; Keras,
/// <c>layers/normalization/spectral_normalization.py</c>.
/// </remarks>
public sealed class SpectralNormalization : Wrapper
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="layer">The layer; it has a kernel or embeddings.</param>
    /// <param name="powerIterations">Steps of the power iteration at each call.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public SpectralNormalization(
        Layer layer, int powerIterations = 1, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(layer, name, trainable, dtype)
    {
        PowerIterations = Require.Positive(powerIterations, "SpectralNormalization", "powerIterations");
    }

    /// <summary>Steps of the power iteration at each call.</summary>
    public int PowerIterations { get; }

    private Variable? _kernel;
    private Variable? _u;

    /// <inheritdoc/>
    protected override void BuildAround(IReadOnlyList<Shape> inputs)
    {
        BuildInner(Layer, inputs);
        var kernel = Layer.Weights.FirstOrDefault(weight => weight.Name is "kernel" or "embeddings")
            ?? throw new ArgumentException($"{this} divides a kernel, but {Layer} has none. Wrap a layer with a kernel, such as Dense.");
        Track(kernel);
        _kernel = kernel.Variable;
        _u = AddWeight("vector_u", [1, _kernel.Shape[^1]], new StartVector(), trainable: false);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (context.Training)
        {
            var kernel = context.Read(_kernel!, autocast: false);
            var matrix = kernel.Reshape(-1, kernel.Shape[^1]);
            var u = context.Read(_u!, autocast: false).Cast(kernel.DType);
            var v = u;
            for (var i = 0; i < PowerIterations; i++)
            {
                v = UnitLength.Of(Tensor.MatMul(u, matrix.Transpose()), [0, 1]);
                u = UnitLength.Of(Tensor.MatMul(v, matrix), [0, 1]);
            }
            var largest = Tensor.MatMul(Tensor.MatMul(v, matrix), u.Transpose());
            context.AddUpdate(new Update(_u!, u.StopGradient()));
            context.AddUpdate(new Update(_kernel!, (kernel / largest.Reshape(Shape.Scalar)).StopGradient()));
        }
        return Layer.Apply(inputs, context);
    }

    [NotSaved("It starts the power iteration, and no constructor takes it.")]
    private sealed record StartVector : Initializer
    {
        public override Tensor Create(Shape shape, RandomKey key) => key.TruncatedNormal(shape, 0, 0.02);
    }
}
