namespace Cornea.Metrics;

/// <summary>The harmonic mean of precision and recall. Keras: <c>keras.metrics.F1Score</c>.</summary>
/// <param name="average">How the scores of several classes become one.</param>
/// <param name="threshold">Predictions above count as positive; without it the largest of each row does.</param>
/// <param name="name">Its name in logs.</param>
public sealed class F1Score(ScoreAverage average = ScoreAverage.None, double? threshold = null, string name = "f1_score")
    : FScore(average, 1, threshold, name);
