namespace Cornea;

/// <summary>The step of a <see cref="Scan"/>, as a <see cref="TensorNode"/> has it.</summary>
/// <param name="Carries">What stands for the carries inside the step.</param>
/// <param name="Rows">What stands for one row of each sequence.</param>
/// <param name="Captured">What stands for the other tensors that the step uses.</param>
/// <param name="Next">The next carries.</param>
/// <param name="Length">How many steps there are.</param>
/// <param name="Reverse">Whether the first step gets the last row.</param>
/// <param name="Condition">The carry without which no further step is done; null where there are as many steps as the length says.</param>
public sealed record TensorLoop(
    IReadOnlyList<Tensor> Carries, IReadOnlyList<Tensor> Rows, IReadOnlyList<Tensor> Captured, IReadOnlyList<Tensor> Next, int Length,
    bool Reverse, int? Condition = null);
