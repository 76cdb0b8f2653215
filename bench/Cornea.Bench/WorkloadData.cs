namespace Cornea.Bench;

/// <summary>Samples to train and test with; lazy where a step computes its own rows.</summary>
internal sealed record WorkloadData(Tensor X, Tensor Y, Tensor TestX, Tensor TestY);
