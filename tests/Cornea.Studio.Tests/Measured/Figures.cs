namespace Cornea.Studio.Tests.Measured;

/// <summary>What was measured, for people to read: a line at the end of the file that <c>STUDIO_FIGURES</c> names.</summary>
internal static class Figures
{
    private static readonly Lock Gate = new();

    public static void Write(string line)
    {
        lock (Gate)
        {
            if (Environment.GetEnvironmentVariable("STUDIO_FIGURES") is { Length: > 0 } path)
                File.AppendAllText(path, line + "\n");
            else
                Console.WriteLine(line);
        }
    }

    /// <summary>The value that a part of the values lies below.</summary>
    public static double Quantile(IReadOnlyList<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];
    }
}
