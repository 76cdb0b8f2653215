namespace Cornea.Layers;

/// <summary>Brings each channel to mean 0 and variance 1, then to a learned scale and shift. Keras:
/// <c>keras.layers.BatchNormalization</c>.</summary>
/// <remarks>
/// gamma (x - mean) / sqrt(variance + epsilon) + beta. During training, mean and variance (divided by n) are those of the batch
/// and move the moving averages: moving · momentum + batch · (1 - momentum); otherwise, and where the layer is frozen, the
/// moving averages are used. Steps that a mask leaves out do not count. Weights gamma, beta, moving_mean, moving_variance of
/// the axis's length. Ioffe, Szegedy, "Batch normalization", 2015; Keras, <c>layers/normalization/batch_normalization.py</c>.
/// </remarks>
public sealed class BatchNormalization : ScaledNormalization
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="axis">The axis that is normalized, typically that of the channels.</param>
    /// <param name="momentum">Momentum of the moving averages.</param>
    /// <param name="epsilon">Added to the variance to avoid dividing by zero.</param>
    /// <param name="center">Whether beta is added.</param>
    /// <param name="scale">Whether to multiply by gamma.</param>
    /// <param name="betaInitializer">Initializer for beta; zeros when null.</param>
    /// <param name="gammaInitializer">Initializer for gamma; ones when null.</param>
    /// <param name="movingMeanInitializer">Initializer for the moving mean; zeros when null.</param>
    /// <param name="movingVarianceInitializer">Initializer for the moving variance; ones when null.</param>
    /// <param name="betaRegularizer">Regularizer applied to beta.</param>
    /// <param name="gammaRegularizer">Regularizer applied to gamma.</param>
    /// <param name="betaConstraint">Constraint applied to beta after each update.</param>
    /// <param name="gammaConstraint">Constraint applied to gamma after each update.</param>
    /// <param name="synchronized">Whether processes that train together (<see cref="Cornea.Distribution.DataParallel"/>) normalize by the
    /// statistics of the whole batch; by those of each shard where false.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public BatchNormalization(
        int axis = -1, double momentum = 0.99, double epsilon = 1e-3, bool center = true, bool scale = true,
        Initializer? betaInitializer = null, Initializer? gammaInitializer = null, Initializer? movingMeanInitializer = null,
        Initializer? movingVarianceInitializer = null, Regularizer? betaRegularizer = null, Regularizer? gammaRegularizer = null,
        Constraint? betaConstraint = null, Constraint? gammaConstraint = null, bool synchronized = false, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(
            epsilon, center, scale, betaInitializer, gammaInitializer, betaRegularizer, gammaRegularizer, betaConstraint, gammaConstraint,
            name, trainable, dtype)
    {
        Axis = axis;
        Synchronized = synchronized;
        Momentum = momentum;
        MovingMeanInitializer = movingMeanInitializer ?? DefaultInitializers.Zeros;
        MovingVarianceInitializer = movingVarianceInitializer ?? DefaultInitializers.Ones;
    }

    /// <summary>The axis that is normalized, typically that of the channels.</summary>
    public int Axis { get; }

    /// <summary>Momentum of the moving averages.</summary>
    public double Momentum { get; }

    /// <summary>Whether processes that train together normalize by the statistics of the whole batch.</summary>
    public bool Synchronized { get; }

    /// <summary>Initializer for the moving mean.</summary>
    public Initializer MovingMeanInitializer { get; }

    /// <summary>Initializer for the moving variance.</summary>
    public Initializer MovingVarianceInitializer { get; }

    private Variable? _movingMean;
    private Variable? _movingVariance;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        Shape shape = [inputs[0][Axis]];
        AddScaleAndShift(shape);
        _movingMean = AddWeight("moving_mean", shape, MovingMeanInitializer, trainable: false);
        _movingVariance = AddWeight("moving_variance", shape, MovingVarianceInitializer, trainable: false);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var channel = x.Shape.Axis(Axis);
        if (x.Shape[channel] != _movingMean!.Shape[0])
        {
            throw new ShapeException(
                $"{this} expects {_movingMean.Shape[0]} channels along axis {Axis}, but received shape {x.Shape}. " +
                "Feed data with as many channels.");
        }
        int[] reduced = [.. Enumerable.Range(0, x.Rank).Where(axis => axis != channel)];
        var wide = new Shape([.. x.Shape.Select((length, axis) => axis == channel ? length : 1)]);
        var (mean, variance) = (Statistics(_movingMean, x, context).Reshape(wide), Statistics(_movingVariance!, x, context).Reshape(wide));
        if (context.IsTraining(this))
        {
            (mean, variance) = Moments(x, reduced, context);
            context.AddUpdate(new Update(_movingMean, Moved(_movingMean, mean, context)));
            context.AddUpdate(new Update(_movingVariance!, Moved(_movingVariance!, variance, context)));
        }
        var factor = (variance + Epsilon).Rsqrt();
        if (Gamma is not null)
            factor *= context.Read(Gamma).Reshape(wide);
        return Shifted((x - mean) * factor, wide, context);
    }

    // Moving averages are not rounded to 16 bits on their way.
    private static Tensor Statistics(Variable moving, Tensor x, CallContext context) => context.Read(moving, autocast: false).Cast(x.DType);

    private Tensor Moved(Variable moving, Tensor batch, CallContext context) =>
        context.Read(moving, autocast: false) * Momentum + batch.StopGradient().Reshape(moving.Shape) * (1 - Momentum);

    private (Tensor Mean, Tensor Variance) Moments(Tensor x, int[] axes, CallContext context)
    {
        if (context.MaskOf(x) is not { } mask)
        {
            var plain = Whole(x.Mean(axes, keepDims: true), context);
            return (plain, Whole((x - plain).Square().Mean(axes, keepDims: true), context));
        }
        // mask: [batch, steps] beside x: [batch, steps, channels]; Keras adds 1e-7 to the count.
        var weights = mask.Cast(x.DType).ExpandDims(-1);
        var count = Sum(weights) + 1e-7;
        var mean = Sum(weights * x) / count;
        return (mean, Sum(weights * (weights * x - mean).Square()) / count);

        // Shards may have other numbers of samples: what is exchanged is per sample.
        Tensor Sum(Tensor values) => Synchronized ? Whole(values.Sum(axes, keepDims: true) / x.Shape[0], context)
            : values.Sum(axes, keepDims: true);
    }

    private Tensor Whole(Tensor mean, CallContext context) => Synchronized ? context.MeanOverShards(mean) : mean;
}
