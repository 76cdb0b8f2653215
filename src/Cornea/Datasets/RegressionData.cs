namespace Cornea.Datasets;

/// <summary>Samples and a number for each.</summary>
/// <param name="X">Float32 [n, features].</param>
/// <param name="Y">Float32 [n].</param>
public sealed record RegressionData(Tensor X, Tensor Y);
