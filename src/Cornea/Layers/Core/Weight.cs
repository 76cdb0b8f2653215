namespace Cornea;

/// <summary>A layer's weight and the rules it is trained under.</summary>
/// <param name="Variable">The values.</param>
/// <param name="Name">Its name within the layer, such as <c>kernel</c>.</param>
/// <param name="Regularizer">A penalty on it that is added to the loss, or null.</param>
/// <param name="Constraint">A constraint applied after each update, or null.</param>
public sealed record Weight(Variable Variable, string Name, Regularizer? Regularizer = null, Constraint? Constraint = null);
