namespace Cornea.Optimizers;

/// <summary>One weight in one step of an optimizer.</summary>
/// <param name="Index">Its index among the variables the optimizer was built for; the slots have the same indices.</param>
/// <param name="Variable">The weight's variable.</param>
/// <param name="Weight">Its value, after weight decay.</param>
/// <param name="Gradient">Its gradient, after accumulation and clipping; the weight's shape and element type.</param>
public readonly record struct WeightStep(int Index, Variable Variable, Tensor Weight, Tensor Gradient);
