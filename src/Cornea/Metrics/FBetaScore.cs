namespace Cornea.Metrics;

/// <summary>The weighted harmonic mean of precision and recall. Keras: <c>keras.metrics.FBetaScore</c>.</summary>
/// <param name="average">How the scores of several classes become one.</param>
/// <param name="beta">How much recall weighs against precision; more than 0.</param>
/// <param name="threshold">Predictions above count as positive; without it the largest of each row does.</param>
/// <param name="name">Its name in logs.</param>
[ConfigName("FBetaScore", "fbeta_score")]
public sealed class FBetaScore(
    ScoreAverage average = ScoreAverage.None, double beta = 1, double? threshold = null, string name = "fbeta_score")
    : FScore(average, beta, threshold, name);
