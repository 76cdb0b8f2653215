namespace Cornea;

/// <summary>One step of a <see cref="Scan"/>: a function of tensors, called once to trace it.</summary>
/// <param name="carries">What the step before handed on.</param>
/// <param name="inputs">This step's row of each sequence, without the axis of time.</param>
/// <returns>What this step hands on, of the types of <paramref name="carries"/>; and what is stacked over the steps, of any
/// types.</returns>
public delegate (IReadOnlyList<Tensor> Carries, IReadOnlyList<Tensor> Outputs) ScanBody(IReadOnlyList<Tensor> carries,
    IReadOnlyList<Tensor> inputs);
