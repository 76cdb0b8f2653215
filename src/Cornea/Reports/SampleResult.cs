namespace Cornea.Reports;

/// <summary>What a model predicted for one sample.</summary>
/// <param name="Index">The number of the sample, from 0.</param>
/// <param name="Label">The class it is of.</param>
/// <param name="Predicted">The class with the greatest probability.</param>
/// <param name="Probability">The probability of the predicted class.</param>
/// <param name="LabelProbability">The probability of the class it is of.</param>
public sealed record SampleResult(int Index, int Label, int Predicted, double Probability, double LabelProbability)
{
    /// <summary>Whether the prediction is right.</summary>
    public bool IsRight => Label == Predicted;

    /// <summary>The cross-entropy: minus the logarithm of the probability of the class it is of.</summary>
    public double Loss => -Math.Log(Math.Max(LabelProbability, 1e-15));
}
