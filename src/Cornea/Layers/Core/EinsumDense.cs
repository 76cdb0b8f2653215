namespace Cornea.Layers;

/// <summary>A product of input and kernel by axis letters: <c>abc,cd->abd</c> is a dense layer over the last axis. Keras:
/// <c>keras.layers.EinsumDense</c>.</summary>
/// <remarks>
/// activation(einsum(equation, x, kernel) + bias). The kernel's shape follows from the equation, the input and the output
/// shape. Source: Keras, <c>layers/core/einsum_dense.py</c>.
/// </remarks>
public sealed class EinsumDense : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="equation">Letters of input, kernel and output; <c>...</c> for further axes of the input.</param>
    /// <param name="outputShape">The shape of an output sample; -1 for axes that the input gives.</param>
    /// <param name="activation">Shapes the output; none where null.</param>
    /// <param name="biasAxes">The letters of the output along which the bias lies; no bias where null.</param>
    /// <param name="kernelInitializer">First values of the kernel; Glorot uniform where null.</param>
    /// <param name="biasInitializer">First values of the bias; zeros where null.</param>
    /// <param name="kernelRegularizer">A penalty on the kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="kernelConstraint">A set the kernel is brought back to.</param>
    /// <param name="biasConstraint">A set the bias is brought back to.</param>
    /// <param name="name">The layer's name.</param>
    public EinsumDense(
        string equation, Shape outputShape, Activation? activation = null, string? biasAxes = null, Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null,
        Constraint? kernelConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base(name)
    {
        Equation = equation;
        OutputShape = outputShape;
        Activation = activation;
        BiasAxes = biasAxes;
        KernelInitializer = kernelInitializer;
        BiasInitializer = biasInitializer;
        KernelRegularizer = kernelRegularizer;
        BiasRegularizer = biasRegularizer;
        KernelConstraint = kernelConstraint;
        BiasConstraint = biasConstraint;
    }

    /// <summary>Letters of input, kernel and output; <c>...</c> for further axes of the input.</summary>
    public string Equation { get; }

    /// <summary>The shape of an output sample; -1 for axes that the input gives.</summary>
    public Shape OutputShape { get; }

    /// <summary>Shapes the output; none where null.</summary>
    public Activation? Activation { get; }

    /// <summary>The letters of the output along which the bias lies; no bias where null.</summary>
    public string? BiasAxes { get; }

    /// <summary>First values of the kernel; Glorot uniform where null.</summary>
    public Initializer? KernelInitializer { get; }

    /// <summary>First values of the bias; zeros where null.</summary>
    public Initializer? BiasInitializer { get; }

    /// <summary>A penalty on the kernel.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>A penalty on the bias.</summary>
    public Regularizer? BiasRegularizer { get; }

    /// <summary>A set the kernel is brought back to.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>A set the bias is brought back to.</summary>
    public Constraint? BiasConstraint { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    private Variable? _kernel;
    private Variable? _bias;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var (input, kernel, output) = EinsumEquation.Parse(Equation, inputs[0].Rank);
        if (input.Length != inputs[0].Rank)
            throw new ShapeException(
                $"{this} with the equation '{Equation}' expects inputs with {input.Length} axes, but received shape {inputs[0]}. " +
                "Change the equation.");
        // Output axes are told apart from the right, or from the left (after the batch) where the further axes stand on the right.
        var fromLeft = Equation.EndsWith("...", StringComparison.Ordinal);
        int Length(char letter) => input.IndexOf(letter) is >= 0 and var axis ? inputs[0][axis]
            : fromLeft ? OutputShape[output.IndexOf(letter) - 1]
            : OutputShape[OutputShape.Rank - (output.Length - output.IndexOf(letter))];
        _kernel = AddWeight(
            "kernel", new Shape([.. kernel.Select(Length)]), KernelInitializer ?? DefaultInitializers.Kernel, KernelRegularizer,
            KernelConstraint);
        if (BiasAxes is not { Length: > 0 } letters)
            return;
        var first = letters.Min(output.IndexOf);
        if (first < 0)
            throw new ArgumentException(
                $"{this} has the bias axes '{letters}', but the output of '{Equation}' lacks one of them. Use letters of the output.");
        _bias = AddWeight("bias", new Shape([.. output[first..].Select(letter => letters.Contains(letter) ? Length(letter) : 1)]),
            BiasInitializer ?? DefaultInitializers.Zeros, BiasRegularizer, BiasConstraint);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var product = Tensor.Einsum(Equation, inputs, context.Read(_kernel!));
        if (_bias is not null)
            product += context.Read(_bias);
        return Activation is null ? product : Activation.Apply(product);
    }
}
