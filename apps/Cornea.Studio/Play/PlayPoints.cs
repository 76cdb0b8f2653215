namespace Cornea.Studio.Play;

/// <summary>Points of the plane from -6 to 6 in two classes, -1 and 1, and the features that are computed of a point.</summary>
internal static class PlayPoints
{
    public const double Border = 6;

    private const int Count = 400;

    public static readonly (string Name, Func<double, double, double> Of)[] Features =
    [
        ("x", (x, _) => x), ("y", (_, y) => y), ("x²", (x, _) => x * x), ("y²", (_, y) => y * y), ("xy", (x, y) => x * y),
        ("sin x", (x, _) => Math.Sin(x)), ("sin y", (_, y) => Math.Sin(y)),
    ];

    public static readonly string[] Sets = ["circle", "xor", "gauss", "spiral"];

    /// <summary>The points of a set.</summary>
    /// <param name="set">Its name.</param>
    /// <param name="noise">From 0 to 0.5.</param>
    /// <param name="seed">Decides where they lie.</param>
    public static (double X, double Y, int Class)[] Of(string set, double noise, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Count).Select(i => set switch
        {
            "circle" => Circle(random, noise, i),
            "xor" => Xor(random, noise),
            "gauss" => Gauss(random, noise, i),
            _ => Spiral(random, noise, i),
        })];
    }

    /// <summary>The features of a point, scaled to about -1 to 1.</summary>
    public static float[] Row(IReadOnlyList<int> chosen, double x, double y) =>
        [.. chosen.Select(index => (float)(Features[index].Of(x, y) / (index is 2 or 3 or 4 ? 12 : index > 4 ? 1 : 3)))];

    private static (double, double, int) Circle(Random random, double noise, int i)
    {
        var inside = i % 2 == 0;
        var radius = inside ? 2.5 * Math.Sqrt(random.NextDouble()) : 3.5 + (1.5 * random.NextDouble());
        var angle = 2 * Math.PI * random.NextDouble();
        return (Shaken(random, radius * Math.Sin(angle), noise), Shaken(random, radius * Math.Cos(angle), noise), inside ? 1 : -1);
    }

    private static (double, double, int) Xor(Random random, double noise)
    {
        var (x, y) = (Apart(random), Apart(random));
        return (Shaken(random, x, noise), Shaken(random, y, noise), x * y >= 0 ? 1 : -1);

        static double Apart(Random random)
        {
            var value = (random.NextDouble() * 10) - 5;
            return value + (value > 0 ? 0.3 : -0.3);
        }
    }

    private static (double, double, int) Gauss(Random random, double noise, int i)
    {
        var side = i % 2 == 0 ? 1 : -1;
        var spread = 0.6 + (noise * 3);
        return ((side * 2) + (Normal(random) * spread), (side * 2) + (Normal(random) * spread), side);
    }

    private static (double, double, int) Spiral(Random random, double noise, int i)
    {
        var part = i / 2 / (Count / 2.0);
        var angle = (1.75 * part * 2 * Math.PI) + (i % 2 == 0 ? 0 : Math.PI);
        return (Shaken(random, part * 5 * Math.Sin(angle), noise), Shaken(random, part * 5 * Math.Cos(angle), noise), i % 2 == 0 ? 1 : -1);
    }

    private static double Shaken(Random random, double value, double noise) => value + (((random.NextDouble() * 2) - 1) * noise * 3);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
