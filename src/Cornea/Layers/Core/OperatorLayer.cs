namespace Cornea.Layers;

/// <summary>
/// An operator of <c>keras.ops</c> as a node of a model: a + b, a · 3. It is named and counted as layers are and stands among a
/// model's operations, but not among its layers.
/// </summary>
/// <param name="kind">The operator.</param>
/// <param name="constant">The second operand where it is a number; else two inputs are expected.</param>
/// <param name="name">The name of the node; the model that holds it names it when null.</param>
[NotSaved("it is an operator between layers and no layer")]
internal sealed class OperatorLayer(OperatorKind kind, double? constant = null, string? name = null) : Layer(name)
{
    /// <summary>The second operand where it is a number.</summary>
    public double? Constant { get; } = constant;

    /// <inheritdoc/>
    public override string ClassName => kind.ToString();

    internal override bool IsOperation => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => kind switch
    {
        OperatorKind.Add => Constant is { } number ? (Tensor)inputs + number : inputs[0] + inputs[1],
        _ => Constant is { } number ? (Tensor)inputs * number : inputs[0] * inputs[1],
    };
}
