namespace Cornea.Layers;

/// <summary>Several dense maps of the input, of which each output takes the largest. Keras 1: <c>keras.layers.MaxoutDense</c>.</summary>
/// <remarks>
/// max over k of (x · W[k] + b[k]). Input (batch, features), output (batch, units). Weights: kernel (maps, features, units), bias
/// (maps, units). Keras 2 and 3 lack it; models of Keras 1 name it. Goodfellow and others, "Maxout networks", 2013.
/// </remarks>
public sealed class MaxoutDense : Layer
{
    private Variable? _kernel;
    private Variable? _bias;

    /// <summary>Initializes the layer.</summary>
    /// <param name="units">Dimensionality of the output space.</param>
    /// <param name="maps">The number of dense maps.</param>
    /// <param name="useBias">Whether a bias vector is added.</param>
    /// <param name="kernelInitializer">Initializer for the kernels; Glorot uniform when null.</param>
    /// <param name="biasInitializer">Initializer for the biases; zeros when null.</param>
    /// <param name="kernelRegularizer">Regularizer applied to the kernels.</param>
    /// <param name="biasRegularizer">Regularizer applied to the biases.</param>
    /// <param name="kernelConstraint">Constraint applied to the kernels after each update.</param>
    /// <param name="biasConstraint">Constraint applied to the biases after each update.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units or maps are not positive.</exception>
    public MaxoutDense(
        int units, [ConfigName("nb_feature")] int maps = 4, bool useBias = true, Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null,
        Constraint? kernelConstraint = null, Constraint? biasConstraint = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Units = Require.Positive(units, "MaxoutDense", "units");
        Maps = Require.Positive(maps, "MaxoutDense", "maps");
        UseBias = useBias;
        KernelInitializer = kernelInitializer ?? DefaultInitializers.Kernel;
        BiasInitializer = biasInitializer ?? DefaultInitializers.Zeros;
        (KernelRegularizer, BiasRegularizer) = (kernelRegularizer, biasRegularizer);
        (KernelConstraint, BiasConstraint) = (kernelConstraint, biasConstraint);
    }

    /// <summary>Dimensionality of the output space.</summary>
    public int Units { get; }

    /// <summary>The number of dense maps.</summary>
    public int Maps { get; }

    /// <summary>Whether a bias vector is added.</summary>
    public bool UseBias { get; }

    /// <summary>Initializer for the kernels.</summary>
    public Initializer KernelInitializer { get; }

    /// <summary>Initializer for the biases.</summary>
    public Initializer BiasInitializer { get; }

    /// <summary>Regularizer applied to the kernels.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>Regularizer applied to the biases.</summary>
    public Regularizer? BiasRegularizer { get; }

    /// <summary>Constraint applied to the kernels after each update.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>Constraint applied to the biases after each update.</summary>
    public Constraint? BiasConstraint { get; }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        if (inputs[0].Rank != 2)
        {
            throw new ShapeException(
                $"{this} expects inputs of shape (batch, features), but received shape {inputs[0]}. Add new Flatten() before it.");
        }
        _kernel = AddWeight("W", [Maps, inputs[0][1], Units], KernelInitializer, KernelRegularizer, KernelConstraint);
        if (UseBias)
            _bias = AddWeight("b", [Maps, Units], BiasInitializer, BiasRegularizer, BiasConstraint);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        // x: [batch, features], kernel: [maps, features, units], sums: [batch, maps, units]
        var sums = Tensor.Einsum("bf,mfu->bmu", inputs, context.Read(_kernel!));
        return (_bias is null ? sums : sums + context.Read(_bias)).Max(1);
    }
}
