namespace Cornea.Activations;

public abstract partial record Activation
{
    private static readonly string[] Known =
    [
        "celu", "elu", "exponential", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh",
        "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "soft_shrink",
        "softmax", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "swish", "tanh",
        "tanh_shrink", "threshold",
    ];

    /// <summary>The names that <see cref="FromName"/> knows, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => Known;

    /// <summary>The activation of a name in a file of Keras's; with Keras's defaults for its parameters.</summary>
    /// <param name="name">A name such as <c>relu</c>; <c>swish</c> and <c>hard_swish</c> are known too.</param>
    /// <exception cref="ArgumentException">No activation has that name.</exception>
    public static Activation FromName(string name) => name switch
    {
        "celu" => Celu,
        "elu" => Elu,
        "exponential" => Exponential,
        "gelu" => Gelu,
        "glu" => Glu,
        "hard_shrink" => HardShrink,
        "hard_sigmoid" => HardSigmoid,
        "hard_silu" => HardSilu,
        "hard_swish" => HardSilu,
        "hard_tanh" => HardTanh,
        "leaky_relu" => LeakyRelu,
        "linear" => Linear,
        "log_sigmoid" => LogSigmoid,
        "log_softmax" => LogSoftmax,
        "mish" => Mish,
        "relu" => Relu,
        "relu6" => Relu6,
        "selu" => Selu,
        "sigmoid" => Sigmoid,
        "silu" => Silu,
        "soft_shrink" => SoftShrink,
        "softmax" => Softmax,
        "softplus" => Softplus,
        "softsign" => Softsign,
        "sparse_plus" => SparsePlus,
        "sparse_sigmoid" => SparseSigmoid,
        "sparsemax" => Sparsemax,
        "squareplus" => Squareplus,
        "swish" => Silu,
        "tanh" => Tanh,
        "tanh_shrink" => TanhShrink,
        "threshold" => new ThresholdActivation(),
        _ => throw new ArgumentException(
            $"The name of an activation was expected, but received '{name}'. " +
            (DidYouMean.Suggest(name, Known) is { } near ? $"Did you mean '{near}'?" : $"Use one of {string.Join(", ", Known)}."),
            nameof(name)),
    };
}
