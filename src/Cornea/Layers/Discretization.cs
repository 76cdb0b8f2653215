namespace Cornea;

/// <summary>The number of the bin in which each value lies. Keras: <c>keras.layers.Discretization</c>.</summary>
/// <remarks>Bin i holds values from boundary i - 1 up to, not including, boundary i. Source: Keras, <c>layers/preprocessing/discretization.py</c>.</remarks>
public sealed class Discretization : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="binBoundaries">Where bins meet, in ascending order.</param>
    /// <param name="outputMode">What comes out.</param>
    /// <param name="name">The layer's name.</param>
    public Discretization(IReadOnlyList<double> binBoundaries, CategoryOutput outputMode = CategoryOutput.Index, string? name = null) : base(name)
    {
        BinBoundaries = Checked(binBoundaries);
        OutputMode = outputMode;
    }

    /// <summary>Where bins meet, in ascending order.</summary>
    public IReadOnlyList<double> BinBoundaries { get; }

    /// <summary>What comes out.</summary>
    public CategoryOutput OutputMode { get; }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var boundaries = Tensor.From([.. BinBoundaries.Select(value => (float)value)]);
        var bins = (x.ExpandDims(-1) >= boundaries).Sum(-1);
        return OutputMode == CategoryOutput.Index ? bins : CategoryEncoding.Encode(bins, null, BinBoundaries.Count + 1, OutputMode);
    }

    private static IReadOnlyList<double> Checked(IReadOnlyList<double> boundaries) => boundaries.Count > 0 && boundaries.Zip(boundaries.Skip(1)).All(pair => pair.First <= pair.Second)
        ? [.. boundaries]
        : throw new ArgumentException("Discretization expects one or more boundaries in ascending order. Sort them.", nameof(boundaries));
}
