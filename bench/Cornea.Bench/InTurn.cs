using System.Diagnostics;

namespace Cornea.Bench;

/// <summary>Two predictors, timed in turn.</summary>
internal static class InTurn
{
    private const int Turns = 40;
    private const double TurnSeconds = 0.015;

    /// <summary>Medians of turns of each, one after the other, so that a disturbance meets both.</summary>
    public static (double First, double Second) Medians(Predictor[] predictors)
    {
        var runs = new int[predictors.Length];
        var times = predictors.Select(_ => new double[Turns]).ToArray();
        foreach (var (i, predictor) in predictors.Index())
        {
            var start = Stopwatch.GetTimestamp();
            var calls = 0;
            while (calls < 20 || Stopwatch.GetElapsedTime(start).TotalSeconds < 0.5)
            {
                predictor.Run();
                calls++;
            }
            runs[i] = Math.Max(1, (int)(TurnSeconds * calls / Stopwatch.GetElapsedTime(start).TotalSeconds));
        }
        for (var turn = 0; turn < Turns; turn++)
        {
            foreach (var (i, predictor) in predictors.Index())
            {
                var start = Stopwatch.GetTimestamp();
                for (var run = 0; run < runs[i]; run++)
                    predictor.Run();
                times[i][turn] = Stopwatch.GetElapsedTime(start).TotalSeconds / runs[i];
            }
        }
        return (Spread.Of(times[0]).Median, Spread.Of(times[1]).Median);
    }
}
