namespace Cornea.Generators.Tests.Own;

/// <summary>A layer that nothing registers.</summary>
public sealed class Forgotten() : Layer(null)
{
    public override Tensors Call(Tensors inputs, CallContext context) => inputs;
}
