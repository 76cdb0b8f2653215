namespace Cornea.Studio.Models;

/// <summary>Weights of a file whose names begin alike, shown as a layer. It computes nothing: such a file says nothing of a network.
/// </summary>
internal sealed class WeightGroup : Layer
{
    public WeightGroup(string name, IEnumerable<(string Name, Tensor Value)> weights) : base(name)
    {
        foreach (var (weight, value) in weights)
            Track(new Weight(new Variable(value, weight), weight));
    }

    /// <inheritdoc/>
    public override string ClassName => "Weights";

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        throw new NotSupportedException("A file of weights says nothing of the network that they belong to.");
}
