namespace Cornea.Layers;

/// <summary>
/// A layer in which every output sees every input: <c>activation(x · kernel + bias)</c>. Keras: <c>keras.layers.Dense</c>.
/// </summary>
/// <remarks>
/// Input (batch, ..., features), output (batch, ..., units). Weights: kernel (features, units), bias (units). Source: Keras,
/// <c>layers/core/dense.py</c>.
/// </remarks>
public sealed class Dense : Layer
{
    private Variable? _kernel;
    private Variable? _bias;

    /// <summary>Initializes the layer.</summary>
    /// <param name="units">Dimensionality of the output space.</param>
    /// <param name="activation">Activation function; linear when null.</param>
    /// <param name="useBias">Whether a bias vector is added.</param>
    /// <param name="kernelInitializer">Initializer for the kernel; Glorot uniform when null.</param>
    /// <param name="biasInitializer">Initializer for the bias; zeros when null.</param>
    /// <param name="kernelRegularizer">Regularizer applied to the kernel.</param>
    /// <param name="biasRegularizer">Regularizer applied to the bias.</param>
    /// <param name="activityRegularizer">Regularizer applied to the output.</param>
    /// <param name="kernelConstraint">Constraint applied to the kernel after each update.</param>
    /// <param name="biasConstraint">Constraint applied to the bias after each update.</param>
    /// <param name="inputDim">The number of features of one sample, for the first layer of a model.</param>
    /// <param name="inputShape">The shape of one sample, for the first layer of a model.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units or input features are not positive.</exception>
    public Dense(
        int units, Activation? activation = null, bool useBias = true, Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null,
        [OmitDefault] Regularizer? activityRegularizer = null, Constraint? kernelConstraint = null, Constraint? biasConstraint = null,
        int? inputDim = null, Shape? inputShape = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Units = Require.Positive(units, "Dense", "units");
        Activation = activation ?? Activation.Linear;
        UseBias = useBias;
        KernelInitializer = kernelInitializer ?? DefaultInitializers.Kernel;
        BiasInitializer = biasInitializer ?? DefaultInitializers.Zeros;
        KernelRegularizer = kernelRegularizer;
        BiasRegularizer = biasRegularizer;
        ActivityRegularizer = activityRegularizer;
        KernelConstraint = kernelConstraint;
        BiasConstraint = biasConstraint;
        InputShape = inputShape ?? (inputDim is { } features ? [Require.Positive(features, "Dense", "inputDim")] : null);
    }

    /// <summary>Dimensionality of the output space.</summary>
    public int Units { get; }

    /// <summary>Activation function.</summary>
    public Activation Activation { get; }

    /// <summary>Whether a bias vector is added.</summary>
    public bool UseBias { get; }

    /// <summary>Initializer for the kernel.</summary>
    public Initializer KernelInitializer { get; }

    /// <summary>Initializer for the bias.</summary>
    public Initializer BiasInitializer { get; }

    /// <summary>Regularizer applied to the kernel.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>Regularizer applied to the bias.</summary>
    public Regularizer? BiasRegularizer { get; }

    /// <summary>Constraint applied to the kernel after each update.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>Constraint applied to the bias after each update.</summary>
    public Constraint? BiasConstraint { get; }

    /// <summary>The kernel, (features, units); null before the layer is built.</summary>
    public Variable? Kernel => _kernel;

    /// <summary>The bias, (units); null without one or before the layer is built.</summary>
    public Variable? Bias => _bias;

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        if (inputs[0].Rank < 2)
        {
            throw new ShapeException(
                $"{this} expects inputs of shape (batch, ..., features), but received shape {inputs[0]}. Reshape the data: " +
                "x.Reshape(-1, features).");
        }
        var features = inputs[0][^1];
        _kernel = AddWeight("kernel", [features, Units], KernelInitializer, KernelRegularizer, KernelConstraint);
        if (UseBias)
            _bias = AddWeight("bias", [Units], BiasInitializer, BiasRegularizer, BiasConstraint);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var features = _kernel!.Shape[0];
        if (x.Rank < 2 || x.Shape[^1] != features)
        {
            throw new ShapeException(
                $"{this} expects inputs whose last axis has {features} features, but received shape {x.Shape}. " +
                $"{Advice(x.Shape, features)}");
        }
        // x: [..., features], kernel: [features, units]
        var sums = Tensor.MatMul(x, context.Read(_kernel));
        return Activation.Apply(_bias is null ? sums : sums + context.Read(_bias));
    }

    private static string Advice(Shape shape, int features)
    {
        if (shape.Rank > 2 && shape[1..].Size == features)
            return "Add new Flatten() before it.";
        return shape.Rank == 1
            ? $"Reshape the data: x.Reshape(-1, {Count(features)})."
            : $"Feed data with {Count(features)} features, or make the layer for {Count(shape[^1])}.";
    }
}
