namespace Cornea.Layers;

/// <summary>A function as a layer. Keras: <c>keras.layers.Lambda</c>.</summary>
/// <remarks>
/// The shape of the output is found by tracing the function, so it need not be said. The function should be pure; one that
/// uses random numbers takes their key from the context. Integers reach it as they are. A model with a lambda has
/// no file that others could read, since a file never holds code: write a layer of your own where the model is to be saved whole.
/// Source: Keras, <c>layers/core/lambda_layer.py</c>.
/// </remarks>
/// <example><code>model.Add(new Lambda(x => x.Square()));</code></example>
[NotSaved("It holds a function, and a file never holds code.")]
public sealed class Lambda : Layer
{
    private readonly Func<Tensors, CallContext, Tensors> _function;
    private readonly Func<Tensors, Tensor?, Tensor?>? _mask;

    /// <summary>Initializes the layer of a function of one tensor.</summary>
    /// <param name="function">The output for an input (batch, ...).</param>
    /// <param name="mask">The mask of the output for the inputs and the mask of the first; masks end here where null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Lambda(
        Func<Tensor, Tensor> function, Func<Tensors, Tensor?, Tensor?>? mask = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : this((inputs, _) => function(inputs), mask, name, trainable, dtype) => ArgumentNullException.ThrowIfNull(function);

    /// <summary>Initializes the layer of a function of several tensors, or one that knows whether the model is in training.</summary>
    /// <param name="function">The outputs for the inputs and the context of the pass.</param>
    /// <param name="mask">The mask of the output for the inputs and the mask of the first; masks end here where null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Lambda(
        Func<Tensors, CallContext, Tensors> function, Func<Tensors, Tensor?, Tensor?>? mask = null, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        ArgumentNullException.ThrowIfNull(function);
        (_function, _mask) = (function, mask);
    }

    /// <summary>How a file describes the layer, its Python code among it: it is never run, and written again as it was.</summary>
    internal ConfigObject? Stored { get; init; }

    internal override ConfigObject? SavedForm => Stored;

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    protected override Tensor? ComputeMask(Tensors inputs, Tensors outputs, CallContext context) =>
        _mask?.Invoke(inputs, inputs.Count > 0 ? context.MaskOf(inputs[0]) : null);

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => _function(inputs, context);
}
