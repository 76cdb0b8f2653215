using Cornea.Graph.Ops;

namespace Cornea;

/// <summary>
/// The source of random tensors: a pure function of a key, so the same key gives the same numbers, on any number of workers
/// and in any order (Philox 4x32-10; Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011).
/// The key may be a number or a graph value that changes from run to run. Draws from one key are told apart by their
/// stream; <see cref="Stream"/> gives a key with another one.
/// </summary>
/// <param name="Tensor">The key: one int64.</param>
/// <param name="StreamNumber">Tells draws from the same key apart.</param>
public readonly record struct RandomKey(Tensor Tensor, int StreamNumber = 0)
{
    /// <summary>The key of a seed.</summary>
    /// <param name="seed">Any number.</param>
    public static RandomKey From(long seed) => new(Cornea.Tensor.From(seed));

    /// <summary>The same key with another stream: other numbers.</summary>
    /// <param name="number">Which.</param>
    public RandomKey Stream(int number) => this with { StreamNumber = unchecked(StreamNumber * 31 + number + 1) };

    /// <summary>Uniform numbers, float32.</summary>
    /// <param name="shape">Axis lengths.</param>
    /// <param name="minimum">Lower end, included.</param>
    /// <param name="maximum">Upper end, not included.</param>
    public Tensor Uniform(Shape shape, double minimum = 0, double maximum = 1) =>
        Scaled(Draw(RandomKind.Uniform, shape), maximum - minimum, minimum);

    /// <summary>Normal numbers, float32.</summary>
    /// <param name="shape">Axis lengths.</param>
    /// <param name="mean">Mean.</param>
    /// <param name="standardDeviation">Standard deviation.</param>
    public Tensor Normal(Shape shape, double mean = 0, double standardDeviation = 1) =>
        Scaled(Draw(RandomKind.Normal, shape), standardDeviation, mean);

    /// <summary>Normal numbers, float32, drawn again where they lie more than two deviations from the mean.</summary>
    /// <param name="shape">Axis lengths.</param>
    /// <param name="mean">Mean before cutting.</param>
    /// <param name="standardDeviation">Standard deviation before cutting.</param>
    public Tensor TruncatedNormal(Shape shape, double mean = 0, double standardDeviation = 1) =>
        Scaled(Draw(RandomKind.TruncatedNormal, shape), standardDeviation, mean);

    /// <summary>Whole numbers, equally likely, int32.</summary>
    /// <param name="shape">Axis lengths.</param>
    /// <param name="minimum">Smallest.</param>
    /// <param name="maximum">One above the largest.</param>
    public Tensor Integers(Shape shape, int minimum, int maximum) =>
        Cornea.Tensor.Minimum((Draw(RandomKind.Uniform, shape).ToFloat64() * ((double)maximum - minimum)).Floor()
        .Cast(DType.Int32) + minimum, maximum - 1);

    /// <summary>0 to <paramref name="count"/> - 1 in random order, int32.</summary>
    /// <param name="count">How many.</param>
    public Tensor Permutation(int count) => new(new ArgSort(0, false), [Draw(RandomKind.Bits, new Shape(count))]);

    private static Tensor Scaled(Tensor numbers, double scale, double shift)
    {
        var scaled = scale == 1 ? numbers : numbers * scale;
        return shift == 0 ? scaled : scaled + shift;
    }

    private Tensor Draw(RandomKind kind, Shape shape) => new(new Graph.Ops.Random(kind, shape, StreamNumber), [Tensor.Cast(DType.Int64)]);
}
