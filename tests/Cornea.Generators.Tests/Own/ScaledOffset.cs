using Cornea.Initializers;

namespace Cornea.Generators.Tests.Own;

/// <summary>A layer as a program writes one: x * scale + amount, with a weight for the scale.</summary>
/// <param name="amount">What is added.</param>
/// <param name="scaleInitializer">Initializer for the scale; ones where null.</param>
/// <param name="name">The layer's name; made from its class where null.</param>
public sealed class ScaledOffset(double amount = 1, Initializer? scaleInitializer = null, string? name = null) : Layer(name)
{
    private Variable? _scale;

    public double Amount => amount;

    public Initializer ScaleInitializer { get; } = scaleInitializer ?? new Ones();

    public override Tensors Call(Tensors inputs, CallContext context) => inputs[0] * context.Read(_scale!) + amount;

    protected override void Build(IReadOnlyList<Shape> inputs) => _scale = AddWeight("scale", [inputs[0][^1]], ScaleInitializer);
}
