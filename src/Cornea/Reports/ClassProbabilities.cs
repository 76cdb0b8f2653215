namespace Cornea.Reports;

/// <summary>The outputs of a classifier as probabilities.</summary>
internal static class ClassProbabilities
{
    // Sums of float32 probabilities differ from 1 by rounding alone.
    private const double Tolerance = 1e-3;

    /// <summary>(samples, classes), row-major. One output p of two classes becomes (1 - p, p); logits go through softmax, or sigmoid
    /// for one output.</summary>
    /// <param name="outputs">(samples, width), row-major.</param>
    /// <param name="count">How many samples there are.</param>
    /// <param name="width">Outputs of a sample.</param>
    public static float[] Of(float[] outputs, int count, int width)
    {
        if (width == 1)
        {
            var probabilities = OfLabels(outputs);
            var pairs = new float[2 * count];
            for (var i = 0; i < count; i++)
                (pairs[2 * i], pairs[2 * i + 1]) = (1 - probabilities[i], probabilities[i]);
            return pairs;
        }
        for (var i = 0; i < count; i++)
        {
            if (!IsDistribution(outputs.AsSpan(i * width, width)))
                return Softmax(outputs, count, width);
        }
        return outputs;
    }

    /// <summary>A probability for each label by itself: logits go through sigmoid.</summary>
    /// <param name="outputs">The outputs.</param>
    public static float[] OfLabels(float[] outputs) =>
        Array.TrueForAll(outputs, value => value is >= 0 and <= 1 or float.NaN) ? outputs
            : Array.ConvertAll(outputs, value => (float)(1 / (1 + Math.Exp(-value))));

    private static bool IsDistribution(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var value in row)
        {
            if (value < 0 || value > 1 + Tolerance)
                return false;
            sum += value;
        }
        // NaN is a fault of the network that the metrics shall show, no logit.
        return double.IsNaN(sum) || Math.Abs(sum - 1) <= Tolerance;
    }

    private static float[] Softmax(float[] logits, int count, int width)
    {
        var probabilities = new float[logits.Length];
        for (var i = 0; i < count; i++)
        {
            var row = logits.AsSpan(i * width, width);
            var greatest = double.NegativeInfinity;
            foreach (var value in row)
                greatest = Math.Max(greatest, value);
            var sum = 0.0;
            foreach (var value in row)
                sum += Math.Exp(value - greatest);
            for (var j = 0; j < width; j++)
                probabilities[i * width + j] = (float)(Math.Exp(row[j] - greatest) / sum);
        }
        return probabilities;
    }
}
