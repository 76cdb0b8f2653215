namespace Cornea.Layers;

/// <summary>The number of the bin in which each value lies. Keras: <c>keras.layers.Discretization</c>.</summary>
/// <remarks>Bin i holds values from boundary i - 1 up to, not including, boundary i. Source: Keras,
/// <c>layers/preprocessing/discretization.py</c>.</remarks>
public sealed class Discretization : Layer
{
    private IReadOnlyList<double>? _boundaries;

    /// <summary>Makes the layer with known bins.</summary>
    /// <param name="binBoundaries">Where bins meet, in ascending order.</param>
    /// <param name="outputMode">What comes out.</param>
    /// <param name="name">The layer's name.</param>
    public Discretization(IReadOnlyList<double> binBoundaries, CategoryOutput outputMode = CategoryOutput.Index, string? name = null)
        : base(name)
    {
        _boundaries = Checked(binBoundaries);
        OutputMode = Checked(outputMode);
    }

    /// <summary>Makes the layer with bins that <see cref="Adapt"/> finds, so that about as many values lie in each.</summary>
    /// <param name="numBins">How many bins.</param>
    /// <param name="epsilon">How exact their shares are.</param>
    /// <param name="outputMode">What comes out.</param>
    /// <param name="name">The layer's name.</param>
    public Discretization(int numBins, double epsilon = 0.01, CategoryOutput outputMode = CategoryOutput.Index, string? name = null)
        : base(name)
    {
        NumBins = Require.Positive(numBins, "Discretization", nameof(numBins));
        Epsilon = epsilon is > 0 and < 1
            ? epsilon
            : throw new ArgumentOutOfRangeException(nameof(epsilon), "Discretization expects an epsilon between 0 and 1. 0.01 is usual.");
        OutputMode = Checked(outputMode);
    }

    /// <summary>Where bins meet, in ascending order.</summary>
    /// <exception cref="InvalidOperationException">They are to be learned and Adapt was not called.</exception>
    public IReadOnlyList<double> BinBoundaries => _boundaries
        ?? throw new InvalidOperationException($"{this} has no bins yet. Call Adapt with data, or give it boundaries.");

    /// <summary>How many bins are to be learned; null where boundaries were given.</summary>
    public int? NumBins { get; }

    /// <summary>How exact the shares of learned bins are.</summary>
    public double Epsilon { get; } = 0.01;

    /// <summary>What comes out.</summary>
    public CategoryOutput OutputMode { get; }

    /// <summary>Learns boundaries from data: quantiles of about 1 / epsilon of the values. Keras: <c>adapt</c>.</summary>
    /// <param name="data">Values of any shape.</param>
    /// <exception cref="InvalidOperationException">Boundaries were given.</exception>
    public void Adapt(Tensor data)
    {
        if (NumBins is not { } bins)
            throw new InvalidOperationException(
                $"{this} was made with boundaries, so it cannot adapt. Give it a number of bins to learn them.");
        _boundaries = QuantileSummary.Boundaries(data.ToArray(), bins, Epsilon);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var boundaries = Tensor.From([.. BinBoundaries.Select(value => (float)value)]);
        var bins = (x.ExpandDims(-1) >= boundaries).Sum(-1);
        return OutputMode == CategoryOutput.Index
            ? bins
            : CategoryEncoding.Encode(bins, null, BinBoundaries.Count + 1, OutputMode).Cast(DTypePolicy.FloatDType);
    }

    private static CategoryOutput Checked(CategoryOutput mode) => mode != CategoryOutput.TfIdf
        ? mode
        : throw new ArgumentException("Discretization makes bins, rows or counts, but received TfIdf, which is for texts.", nameof(mode));

    private static IReadOnlyList<double> Checked(IReadOnlyList<double> boundaries) =>
        boundaries.Count > 0 && boundaries.Zip(boundaries.Skip(1)).All(pair => pair.First <= pair.Second)
            ? [.. boundaries]
            : throw new ArgumentException(
                "Discretization expects one or more boundaries in ascending order. Sort them.", nameof(boundaries));
}
