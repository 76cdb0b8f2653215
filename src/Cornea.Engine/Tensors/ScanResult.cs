namespace Cornea;

/// <summary>What a <see cref="Scan"/> computes.</summary>
/// <param name="Carries">What the last step handed on; the initial carries where there is no step.</param>
/// <param name="Outputs">The outputs of all steps, (steps, ...), in the order of the rows of the sequences.</param>
public sealed record ScanResult(IReadOnlyList<Tensor> Carries, IReadOnlyList<Tensor> Outputs);
