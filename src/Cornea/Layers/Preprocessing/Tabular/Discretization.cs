namespace Cornea.Layers;

/// <summary>The number of the bin in which each value lies. Keras: <c>keras.layers.Discretization</c>.</summary>
/// <remarks>Bin i holds values from boundary i - 1 up to, not including, boundary i. Source: Keras,
/// <c>layers/preprocessing/discretization.py</c>.</remarks>
public sealed class Discretization : Layer
{
    private IReadOnlyList<double>? _boundaries;

    /// <summary>Initializes the layer.</summary>
    /// <param name="binBoundaries">Bin boundaries in ascending order; null where <see cref="Adapt"/> finds them.</param>
    /// <param name="numBins">The number of bins to compute; null where boundaries are given.</param>
    /// <param name="epsilon">Error tolerance of the quantiles, between 0 and 1.</param>
    /// <param name="outputMode">Specification of the output: bin indices, one-hot, multi-hot or counts.</param>
    /// <param name="sparse">Sparse outputs, which do not exist here: only false.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    [ConfigConstructor]
    public Discretization(
        IReadOnlyList<double>? binBoundaries, int? numBins = null, double epsilon = 0.01, CategoryOutput outputMode = CategoryOutput.Index,
        bool sparse = false, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        if (binBoundaries is null && numBins is null)
            throw new ArgumentException("Discretization expects bin boundaries or a number of bins. Give one of them.", nameof(numBins));
        if (sparse)
            throw new ArgumentException("Discretization gives dense outputs alone. Leave sparse out.", nameof(sparse));
        _boundaries = binBoundaries is null ? null : Checked(binBoundaries);
        NumBins = numBins is { } bins ? Require.Positive(bins, "Discretization", nameof(numBins)) : null;
        Epsilon = epsilon is > 0 and < 1
            ? epsilon
            : throw new ArgumentOutOfRangeException(nameof(epsilon), "Discretization expects an epsilon between 0 and 1. 0.01 is usual.");
        OutputMode = Checked(outputMode);
        Sparse = sparse;
    }

    /// <summary>Initializes the layer with bins that <see cref="Adapt"/> finds, so that about as many values lie in each.</summary>
    /// <param name="numBins">The number of bins.</param>
    /// <param name="epsilon">Error tolerance of the quantiles, between 0 and 1.</param>
    /// <param name="outputMode">Specification of the output: bin indices, one-hot, multi-hot or counts.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Discretization(
        int numBins, double epsilon = 0.01, CategoryOutput outputMode = CategoryOutput.Index, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : this(null, numBins, epsilon, outputMode, sparse: false, name: name, trainable: trainable, dtype: dtype)
    {
    }

    /// <summary>Initializes the layer with known bins.</summary>
    /// <param name="binBoundaries">Bin boundaries in ascending order.</param>
    /// <param name="outputMode">Specification of the output: bin indices, one-hot, multi-hot or counts.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Discretization(
        IReadOnlyList<double> binBoundaries, CategoryOutput outputMode, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : this(binBoundaries, null, 0.01, outputMode, sparse: false, name: name, trainable: trainable, dtype: dtype)
    {
    }

    internal override bool HasShortConfig => true;

    /// <summary>Bin boundaries in ascending order; null where they are to be learned and <see cref="Adapt"/> was not called.</summary>
    public IReadOnlyList<double>? BinBoundaries => _boundaries;

    /// <summary>How many bins are to be learned; null where boundaries were given.</summary>
    public int? NumBins { get; }

    /// <summary>How exact the shares of learned bins are.</summary>
    public double Epsilon { get; }

    /// <summary>Specification of the output.</summary>
    public CategoryOutput OutputMode { get; }

    /// <summary>Whether outputs are sparse: never.</summary>
    public bool Sparse { get; }

    /// <summary>Learns boundaries from data: quantiles of about 1 / epsilon of the values. Keras: <c>adapt</c>.</summary>
    /// <param name="data">Values of any shape.</param>
    /// <exception cref="InvalidOperationException">Boundaries were given.</exception>
    public void Adapt(Tensor data)
    {
        if (NumBins is not { } bins)
        {
            throw new InvalidOperationException(
                $"{this} was made with boundaries, so it cannot adapt. Give it a number of bins to learn them.");
        }
        _boundaries = QuantileSummary.Boundaries(data.ToArray(), bins, Epsilon);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var known = _boundaries
            ?? throw new InvalidOperationException($"{this} has no bins yet. Call Adapt with data, or give it boundaries.");
        var boundaries = Tensor.From([.. known.Select(value => (float)value)]);
        var bins = (x.ExpandDims(-1) >= boundaries).Sum(-1);
        return OutputMode == CategoryOutput.Index
            ? bins
            : CategoryEncoding.Encode(bins, null, known.Count + 1, OutputMode).Cast(DTypePolicy.FloatDType);
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
