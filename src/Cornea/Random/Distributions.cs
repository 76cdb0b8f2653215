namespace Cornea;

/// <summary>Random numbers of further distributions. Keras: <c>keras.random</c>.</summary>
/// <remarks>A pure function of the key: the same key gives the same numbers. Each takes a few streams of its key.</remarks>
public static class Distributions
{
    /// <summary>Gamma numbers with mean alpha. Source: Marsaglia and Tsang, "A simple method for generating gamma variables",
    /// 2000.</summary>
    /// <param name="key">The source of the random numbers.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="alpha">Above 0, of a shape that broadcasts to it.</param>
    public static Tensor Gamma(this RandomKey key, Shape shape, Operand alpha) => LogGamma(key, shape, alpha).Exp();

    /// <summary>Beta numbers, between 0 and 1, with mean alpha / (alpha + beta).</summary>
    /// <param name="key">The source of the random numbers.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="alpha">Above 0, of a shape that broadcasts to it.</param>
    /// <param name="beta">Above 0, of a shape that broadcasts to it.</param>
    public static Tensor Beta(this RandomKey key, Shape shape, Operand alpha, Operand beta) =>
        (LogGamma(key.Stream(0), shape, alpha) - LogGamma(key.Stream(1), shape, beta)).Sigmoid();

    /// <summary>How many of some trials succeed, float32. Each trial is drawn.</summary>
    /// <param name="key">The source of the random numbers.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="trials">How many trials.</param>
    /// <param name="probability">The chance of each, of a shape that broadcasts to the result.</param>
    public static Tensor Binomial(this RandomKey key, Shape shape, int trials, Operand probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        return (key.Uniform(new Shape([trials, .. shape])) < Full(shape, probability)).ToFloat32().Sum(0);
    }

    /// <summary>Class numbers, int32, drawn with chances that are the softmax of logits.</summary>
    /// <param name="key">The source of the random numbers.</param>
    /// <param name="logits">(batch, classes).</param>
    /// <param name="samples">How many for each row.</param>
    /// <returns>(batch, samples).</returns>
    /// <exception cref="ShapeException">The logits have not two axes.</exception>
    public static Tensor Categorical(this RandomKey key, Tensor logits, int samples)
    {
        if (logits.Rank != 2)
        {
            throw new ShapeException(
                $"Distributions.Categorical expects logits (batch, classes), but received shape {logits.Shape}. Reshape them.");
        }
        // The largest of logits with Gumbel noise on them is each class with its chance.
        var uniform = key.Uniform(new Shape(logits.Shape[0], samples, logits.Shape[1])).Clip(1e-20, 1 - 6e-8);
        return (logits.ExpandDims(1) - (-uniform.Log()).Log()).ArgMax(-1);
    }

    /// <summary>The positions of an axis in another order.</summary>
    /// <param name="key">The source of the random numbers.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis.</param>
    public static Tensor Shuffle(this RandomKey key, Tensor x, int axis = 0) =>
        x.Gather(key.Permutation(x.Shape[x.Shape.Axis(axis)]), axis);

    /// <summary>Some values set to 0 and the others divided by the part that is kept.</summary>
    /// <param name="key">The source of the random numbers.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">The part that is dropped, 0 to below 1.</param>
    /// <param name="noiseShape">Where it has a 1, all along that axis share their fate; null for each its own.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not such a part.</exception>
    public static Tensor Dropout(this RandomKey key, Tensor x, double rate, Shape? noiseShape = null)
    {
        if (!(rate is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "Distributions.Dropout expects a rate from 0 to below 1.");
        return rate == 0 ? x : Tensor.Where(key.Uniform(noiseShape ?? x.Shape) >= rate, x * (1 / (1 - rate)), 0);
    }

    private static Tensor Full(Shape shape, Operand value) => Tensor.Zeros(shape) + value;

    private static Tensor LogGamma(RandomKey key, Shape shape, Operand alpha) =>
        GammaNumbers.Logarithms(key, shape.Size, Full(shape, alpha).Flatten()).Reshape(shape);
}
