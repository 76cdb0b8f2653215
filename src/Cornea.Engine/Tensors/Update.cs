namespace Cornea;

/// <summary>A variable and the value it takes at the end of a run: the only way a plan changes state.</summary>
/// <param name="Target">The variable.</param>
/// <param name="Value">Its next value; same shape and element type.</param>
public readonly record struct Update(Variable Target, Tensor Value);
