namespace Cornea.Layers;

/// <summary>A product of input and kernel by axis letters: <c>abc,cd->abd</c> is a dense layer over the last axis. Keras:
/// <c>keras.layers.EinsumDense</c>.</summary>
/// <remarks>
/// activation(einsum(equation, x, kernel) + bias). The kernel's shape follows from the equation, the input and the output
/// shape. Source: Keras, <c>layers/core/einsum_dense.py</c>.
/// </remarks>
public sealed class EinsumDense : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="equation">Equation of the einsum, such as <c>ab,bc->ac</c>: letters of input, kernel and output; <c>...</c> for
    /// further axes of the input.</param>
    /// <param name="outputShape">The expected shape of an output sample; -1 for axes that the input determines.</param>
    /// <param name="activation">Activation function; linear when null.</param>
    /// <param name="biasAxes">The output axes to which a bias is applied, as a string of their letters; no bias when null.</param>
    /// <param name="kernelInitializer">Initializer for the kernel; Glorot uniform when null.</param>
    /// <param name="biasInitializer">Initializer for the bias; zeros when null.</param>
    /// <param name="kernelRegularizer">Regularizer applied to the kernel.</param>
    /// <param name="biasRegularizer">Regularizer applied to the bias.</param>
    /// <param name="activityRegularizer">Regularizer applied to the output.</param>
    /// <param name="kernelConstraint">Constraint applied to the kernel after each update.</param>
    /// <param name="biasConstraint">Constraint applied to the bias after each update.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public EinsumDense(
        string equation, Shape outputShape, Activation? activation = null, string? biasAxes = null, Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null,
        Regularizer? activityRegularizer = null, Constraint? kernelConstraint = null, Constraint? biasConstraint = null,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Equation = equation;
        OutputShape = outputShape;
        Activation = activation ?? Activation.Linear;
        BiasAxes = biasAxes;
        KernelInitializer = kernelInitializer ?? DefaultInitializers.Kernel;
        BiasInitializer = biasInitializer ?? DefaultInitializers.Zeros;
        KernelRegularizer = kernelRegularizer;
        BiasRegularizer = biasRegularizer;
        KernelConstraint = kernelConstraint;
        BiasConstraint = biasConstraint;
        ActivityRegularizer = activityRegularizer;
    }

    /// <summary>Equation of the einsum, such as <c>ab,bc->ac</c>: letters of input, kernel and output; <c>...</c> for further axes
    /// of the input.</summary>
    public string Equation { get; }

    /// <summary>The expected shape of an output sample; -1 for axes that the input determines.</summary>
    public Shape OutputShape { get; }

    /// <summary>Activation function.</summary>
    public Activation Activation { get; }

    /// <summary>The output axes to which a bias is applied, as a string of their letters.</summary>
    public string? BiasAxes { get; }

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

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    private Variable? _kernel;
    private Variable? _bias;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var (input, kernel, output) = EinsumEquation.Parse(Equation, inputs[0].Rank);
        if (input.Length != inputs[0].Rank)
        {
            throw new ShapeException(
                $"{this} with the equation '{Equation}' expects inputs with {input.Length} axes, but received shape {inputs[0]}. " +
                "Change the equation.");
        }
        // Output axes are told apart from the right, or from the left (after the batch) where the further axes stand on the right.
        var fromLeft = Equation.EndsWith("...", StringComparison.Ordinal);
        int Length(char letter) => input.IndexOf(letter) is >= 0 and var axis ? inputs[0][axis]
            : fromLeft ? OutputShape[output.IndexOf(letter) - 1]
            : OutputShape[OutputShape.Rank - (output.Length - output.IndexOf(letter))];
        _kernel = AddWeight(
            "kernel", new Shape([.. kernel.Select(Length)]), KernelInitializer, KernelRegularizer,
            KernelConstraint);
        if (BiasAxes is not { Length: > 0 } letters)
            return;
        var first = letters.Min(output.IndexOf);
        if (first < 0)
        {
            throw new ArgumentException(
                $"{this} has the bias axes '{letters}', but the output of '{Equation}' lacks one of them. Use letters of the output.");
        }
        _bias = AddWeight("bias", new Shape([.. output[first..].Select(letter => letters.Contains(letter) ? Length(letter) : 1)]),
            BiasInitializer, BiasRegularizer, BiasConstraint);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var product = Tensor.Einsum(Equation, inputs, context.Read(_kernel!));
        if (_bias is not null)
            product += context.Read(_bias);
        return Activation.Apply(product);
    }
}
