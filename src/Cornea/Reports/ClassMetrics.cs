namespace Cornea.Reports;

/// <summary>How well one class is told from the others, or an average over classes.</summary>
/// <param name="Name">The class, or <c>macro avg</c> or <c>weighted avg</c>.</param>
/// <param name="Precision">Of the samples predicted as the class, the part that is of it: TP / (TP + FP); 0 where there are none.</param>
/// <param name="Recall">Of the samples of the class, the part predicted as it: TP / (TP + FN); 0 where there are none.</param>
/// <param name="F1">The harmonic mean of both: 2 TP / (2 TP + FP + FN); 0 where there are none.</param>
/// <param name="Support">Samples of the class.</param>
public sealed record ClassMetrics(string Name, double Precision, double Recall, double F1, long Support)
{
    private readonly double? _weight;

    /// <summary>The sum of the weights of the samples of the class; how many they are where samples have no weights.</summary>
    public double Weight
    {
        get => _weight ?? Support;
        init => _weight = value;
    }
}
