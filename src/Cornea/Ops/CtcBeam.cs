namespace Cornea;

/// <summary>The most probable labels of one sequence of class distributions, by a search along prefixes.</summary>
/// <param name="Labels">The labels so far.</param>
/// <param name="Blank">The logarithm of the chance that they are spelled and the last step is a blank.</param>
/// <param name="Label">Likewise, and the last step is their last label.</param>
/// <remarks>Source: Hannun and others, "First-pass large vocabulary continuous speech recognition using bi-directional recurrent DNNs",
/// 2014.</remarks>
internal sealed record CtcBeam(int[] Labels, double Blank, double Label)
{
    private double Chance => Sum(Blank, Label);

    /// <summary>The sequences from the most probable on.</summary>
    /// <param name="logarithms">(steps, classes).</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <param name="width">How many sequences are followed.</param>
    public static IEnumerable<(int[] Labels, double Chance)> Search(ReadOnlySpan<double> logarithms, int classes, int blank, int width)
    {
        List<CtcBeam> beams = [new([], 0, double.NegativeInfinity)];
        for (int step = 0; step < logarithms.Length; step += classes)
        {
            var next = new Dictionary<string, CtcBeam>(StringComparer.Ordinal);
            foreach (CtcBeam beam in beams)
            {
                int last = beam.Labels.Length == 0 ? -1 : beam.Labels[^1];
                Add(next, beam.Labels, beam.Chance + logarithms[step + blank], double.NegativeInfinity);
                for (int label = 0; label < classes; label++)
                {
                    double chance = logarithms[step + label];
                    if (label == blank)
                    {
                        continue;
                    }
                    if (label == last)
                    {
                        Add(next, beam.Labels, double.NegativeInfinity, beam.Label + chance);
                    }
                    // A label repeats only behind a blank.
                    Add(next, [.. beam.Labels, label], double.NegativeInfinity, (label == last ? beam.Blank : beam.Chance) + chance);
                }
            }
            beams = [.. next.Values.OrderByDescending(static beam => beam.Chance).Take(width)];
        }
        return beams.OrderByDescending(static beam => beam.Chance).Select(static beam => (beam.Labels, beam.Chance));
    }

    private static void Add(Dictionary<string, CtcBeam> beams, int[] labels, double blank, double label)
    {
        string key = string.Join(',', labels);
        beams[key] = beams.TryGetValue(key, out CtcBeam? known)
            ? known with { Blank = Sum(known.Blank, blank), Label = Sum(known.Label, label) }
            : new CtcBeam(labels, blank, label);
    }

    private static double Sum(double a, double b)
    {
        double most = Math.Max(a, b);
        return double.IsNegativeInfinity(most) ? most : most + Math.Log(Math.Exp(a - most) + Math.Exp(b - most));
    }
}
