namespace Cornea.Aot;

/// <summary>A layer of the program's own: adds a number. The source generator makes it one that can be saved.</summary>
/// <param name="amount">The number.</param>
/// <param name="name">The layer's name; made from its class where null.</param>
public sealed class Offset(double amount, string? name = null) : Layer(name)
{
    /// <summary>The number that is added.</summary>
    public double Amount => amount;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => inputs[0] + amount;
}
