namespace Cornea.Plots;

/// <summary>The predictions whose confidence lies in one range.</summary>
/// <param name="Low">The confidence above which it begins.</param>
/// <param name="High">The confidence up to which it goes.</param>
/// <param name="Count">How many predictions there are.</param>
/// <param name="Confidence">Their mean confidence; NaN where there are none.</param>
/// <param name="Accuracy">The part of them that is right; NaN where there are none.</param>
public sealed record ReliabilityBin(double Low, double High, int Count, double Confidence, double Accuracy);
