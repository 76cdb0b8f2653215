namespace Cornea.Tuning;

/// <summary>A choice of settings, trained and measured.</summary>
/// <param name="Number">Its number, from 0, in the order in which choices were made.</param>
/// <param name="Parameters">The settings.</param>
/// <param name="Epochs">How long each network was trained.</param>
/// <param name="FoldScores">The metric of each fold.</param>
public sealed record Trial(int Number, HyperParameters Parameters, int Epochs, IReadOnlyList<double> FoldScores)
{
    /// <summary>The mean of the folds.</summary>
    public double Score => FoldScores.Average();

    /// <summary>The standard deviation of the folds; 0 for one.</summary>
    public double Spread => Math.Sqrt(FoldScores.Average(score => (score - Score) * (score - Score)));
}
