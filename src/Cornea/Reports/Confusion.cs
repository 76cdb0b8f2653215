namespace Cornea.Reports;

/// <summary>A class that was taken for another.</summary>
/// <param name="Actual">The class of the samples.</param>
/// <param name="Predicted">The class they were taken for.</param>
/// <param name="Count">How many there are.</param>
public sealed record Confusion(int Actual, int Predicted, long Count);
