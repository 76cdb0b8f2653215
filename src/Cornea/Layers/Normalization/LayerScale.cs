namespace Cornea.Layers;

/// <summary>Multiplies each channel by a weight that starts small. Keras: <c>LayerScale</c> of
/// <c>keras.applications.convnext</c>.</summary>
/// <remarks>
/// gamma · x along the last axis. Output of the input's shape. Source: Touvron, Cord, Sablayrolles, Synnaeve, Jégou, "Going deeper
/// with image transformers", 2021.
/// </remarks>
[Configurable(ClassKind.Layer, "keras.src.applications.convnext")]
public sealed class LayerScale : Layer
{
    private Variable? _gamma;

    /// <summary>Initializes the layer.</summary>
    /// <param name="initValues">First value of each weight.</param>
    /// <param name="projectionDim">The number of channels.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of channels is not positive.</exception>
    public LayerScale(double initValues, int projectionDim, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        InitValues = initValues;
        ProjectionDim = Require.Positive(projectionDim, "LayerScale", "projectionDim");
    }

    /// <summary>First value of each weight.</summary>
    public double InitValues { get; }

    /// <summary>The number of channels.</summary>
    public int ProjectionDim { get; }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => (Tensor)inputs * context.Read(_gamma!);

    // Keras gives the variable no name, and so its automatic one.
    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) =>
        _gamma = AddWeight("variable", [ProjectionDim], new Constant(InitValues));
}
