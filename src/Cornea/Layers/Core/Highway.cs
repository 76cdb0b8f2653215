namespace Cornea.Layers;

/// <summary>A dense layer that lets a learned part of its input pass as it is. Keras 1: <c>keras.layers.Highway</c>.</summary>
/// <remarks>
/// t · activation(x · W + b) + (1 - t) · x with t = sigmoid(x · W_carry + b_carry). Input and output (batch, features). Keras 2 and 3
/// lack it; models of Keras 1 name it. Srivastava and others, "Highway networks", 2015.
/// </remarks>
public sealed class Highway : Layer
{
    private Variable? _kernel;
    private Variable? _carry;
    private Variable? _bias;
    private Variable? _carryBias;

    /// <summary>Initializes the layer.</summary>
    /// <param name="activation">Activation function of what is added; linear when null.</param>
    /// <param name="useBias">Whether bias vectors are added.</param>
    /// <param name="kernelInitializer">Initializer for the kernels; Glorot uniform when null.</param>
    /// <param name="kernelRegularizer">Regularizer applied to the kernel.</param>
    /// <param name="biasRegularizer">Regularizer applied to the bias.</param>
    /// <param name="kernelConstraint">Constraint applied to the kernel after each update.</param>
    /// <param name="biasConstraint">Constraint applied to the bias after each update.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Highway(
        Activation? activation = null, bool useBias = true, Initializer? kernelInitializer = null, Regularizer? kernelRegularizer = null,
        Regularizer? biasRegularizer = null, Constraint? kernelConstraint = null, Constraint? biasConstraint = null, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Activation = activation ?? Activation.Linear;
        UseBias = useBias;
        KernelInitializer = kernelInitializer ?? DefaultInitializers.Kernel;
        (KernelRegularizer, BiasRegularizer) = (kernelRegularizer, biasRegularizer);
        (KernelConstraint, BiasConstraint) = (kernelConstraint, biasConstraint);
    }

    /// <summary>Activation function of what is added.</summary>
    public Activation Activation { get; }

    /// <summary>Whether bias vectors are added.</summary>
    public bool UseBias { get; }

    /// <summary>Initializer for the kernels.</summary>
    public Initializer KernelInitializer { get; }

    /// <summary>Regularizer applied to the kernel.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>Regularizer applied to the bias.</summary>
    public Regularizer? BiasRegularizer { get; }

    /// <summary>Constraint applied to the kernel after each update.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>Constraint applied to the bias after each update.</summary>
    public Constraint? BiasConstraint { get; }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        if (inputs[0].Rank != 2)
        {
            throw new ShapeException(
                $"{this} expects inputs of shape (batch, features), but received shape {inputs[0]}. Add new Flatten() before it.");
        }
        var features = inputs[0][1];
        _kernel = AddWeight("W", [features, features], KernelInitializer, KernelRegularizer, KernelConstraint);
        _carry = AddWeight("W_carry", [features, features], KernelInitializer);
        if (UseBias)
        {
            _bias = AddWeight("b", [features], DefaultInitializers.Zeros, BiasRegularizer, BiasConstraint);
            _carryBias = AddWeight("b_carry", [features], DefaultInitializers.Ones);
        }
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var (carried, mapped) = (Tensor.MatMul(x, context.Read(_carry!)), Tensor.MatMul(x, context.Read(_kernel!)));
        var share = (_carryBias is null ? carried : carried + context.Read(_carryBias)).Sigmoid();
        return (share * Activation.Apply(_bias is null ? mapped : mapped + context.Read(_bias))) + ((1 - share) * x);
    }
}
