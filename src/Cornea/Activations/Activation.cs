namespace Cornea.Activations;

/// <summary>A function that shapes a layer's output, such as <c>Activation.Relu</c>. Keras: <c>keras.activations</c>.</summary>
[Configurable(ClassKind.Activation, "keras.activations", FunctionSuffix = "Activation")]
public abstract partial record Activation
{
    /// <summary>The name under which Keras's files know it, such as <c>relu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Applies the function.</summary>
    /// <param name="x">Any shape; softmax and its kin work along the last axis.</param>
    public abstract Tensor Apply(Tensor x);
}
