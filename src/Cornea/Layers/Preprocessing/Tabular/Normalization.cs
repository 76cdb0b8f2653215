namespace Cornea.Layers;

/// <summary>Brings features to mean 0 and variance 1 by statistics that are given or learned from data beforehand. Keras:
/// <c>keras.layers.Normalization</c>.</summary>
/// <remarks>
/// (x - mean) / max(sqrt(variance), 1e-7). Weights, where not given: mean, variance, count. Output of the input's shape.
/// Source: Keras, <c>layers/preprocessing/normalization.py</c>.
/// </remarks>
public sealed class Normalization : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="axis">The axes of the features, each normalized on its own; the last where null, none for one mean over all.</param>
    /// <param name="mean">The mean of each feature; learned by Adapt where null.</param>
    /// <param name="variance">The variance of each feature; learned by Adapt where null.</param>
    /// <param name="invert">Whether to go back: x · sqrt(variance) + mean.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Normalization(
        IReadOnlyList<int>? axis = null, IReadOnlyList<double>? mean = null, IReadOnlyList<double>? variance = null, bool invert = false,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Axis = axis ?? [-1];
        Mean = mean;
        Variance = variance;
        Invert = invert;
    }

    /// <summary>The axes of the features, each normalized on its own; the last where null, none for one mean over all.</summary>
    public IReadOnlyList<int> Axis { get; }

    /// <summary>The mean of each feature; learned by Adapt where null.</summary>
    [SingleAsNumber]
    public IReadOnlyList<double>? Mean { get; }

    /// <summary>The variance of each feature; learned by Adapt where null.</summary>
    [SingleAsNumber]
    public IReadOnlyList<double>? Variance { get; }

    /// <summary>Whether to go back: x · sqrt(variance) + mean.</summary>
    public bool Invert { get; }

    private Variable? _mean;
    private Variable? _variance;
    private Variable? _count;

    /// <summary>Learns mean and variance from data. Keras: <c>adapt</c>.</summary>
    /// <param name="data">Samples, (batch, ...).</param>
    /// <exception cref="InvalidOperationException">Mean and variance were given.</exception>
    public void Adapt(Tensor data)
    {
        if (Mean is not null || Variance is not null)
        {
            throw new InvalidOperationException(
                $"{this} was made with a mean and variance, so it cannot adapt. Leave them out to learn them.");
        }
        BuildFor([data.Shape.With(0, Shape.Unknown)]);
        var kept = Kept(data.Shape);
        int[] reduced = [.. Enumerable.Range(0, data.Rank).Except(kept)];
        var values = data.ToFloat64();
        _mean!.Assign(values.Mean(reduced).Reshape(_mean.Shape));
        _variance!.Assign(values.Variance(reduced).Reshape(_variance.Shape));
        _count!.Assign(Tensor.From(reduced.Aggregate(1, (product, axis) => product * data.Shape[axis])));
    }

    private protected override bool ComputesInFloat32 => true;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        if (Mean is not null && Variance is not null)
            return;
        var shape = new Shape([.. Kept(inputs[0]).Select(axis => inputs[0][axis])]);
        _mean = AddWeight("mean", shape, DefaultInitializers.Zeros, trainable: false);
        _variance = AddWeight("variance", shape, DefaultInitializers.Ones, trainable: false);
        _count = AddWeight("count", Shape.Scalar, DefaultInitializers.Count, trainable: false);
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var wide = AxisShapes.Wide(x.Shape, Kept(x.Shape));
        var mean = _mean is null ? Given(Mean!, wide) : context.Read(_mean).Reshape(wide);
        var deviation = Tensor.Maximum((_variance is null ? Given(Variance!, wide) : context.Read(_variance).Reshape(wide)).Sqrt(), 1e-7);
        return Invert ? mean + x * deviation : (x - mean) / deviation;
    }

    private int[] Kept(Shape shape) => [.. Axis.Select(shape.Axis).Order()];

    private static Tensor Given(IReadOnlyList<double> values, Shape wide)
    {
        var given = Tensor.From([.. values.Select(value => (float)value)]);
        return values.Count == 1 ? given.Reshape(Shape.Scalar) : given.Reshape(wide);
    }
}
