namespace Cornea.Inspection;

/// <summary>One call of a layer while a model was traced.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Inputs">What it was given, in its compute type.</param>
/// <param name="Outputs">What it gave.</param>
internal sealed record LayerCall(Layer Layer, Tensors Inputs, Tensors Outputs)
{
    /// <summary>The calls whose outputs are its inputs, by their number in the trace; empty for inputs of the model.</summary>
    public IReadOnlyList<int> Sources { get; init; } = [];
}
