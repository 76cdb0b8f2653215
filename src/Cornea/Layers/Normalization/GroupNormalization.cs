namespace Cornea.Layers;

/// <summary>Brings each group of channels of a sample to mean 0 and variance 1, then each channel to a learned scale and shift. Keras:
/// <c>keras.layers.GroupNormalization</c>.</summary>
/// <remarks>
/// gamma (x - mean) / sqrt(variance + epsilon) + beta. Weights gamma and beta, one number per channel. Output of the input's
/// shape. Wu, He, "Group normalization", 2018; Keras, <c>layers/normalization/group_normalization.py</c>.
/// </remarks>
public sealed class GroupNormalization : ScaledNormalization
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="groups">The number of groups of channels; -1 for one per channel (instance normalization).</param>
    /// <param name="axis">The axis that is normalized, typically that of the channels.</param>
    /// <param name="epsilon">Added to the variance to avoid dividing by zero.</param>
    /// <param name="center">Whether beta is added.</param>
    /// <param name="scale">Whether to multiply by gamma.</param>
    /// <param name="betaInitializer">Initializer for beta; zeros when null.</param>
    /// <param name="gammaInitializer">Initializer for gamma; ones when null.</param>
    /// <param name="betaRegularizer">Regularizer applied to beta.</param>
    /// <param name="gammaRegularizer">Regularizer applied to gamma.</param>
    /// <param name="betaConstraint">Constraint applied to beta after each update.</param>
    /// <param name="gammaConstraint">Constraint applied to gamma after each update.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public GroupNormalization(
        int groups = 32, int axis = -1, double epsilon = 1e-3, bool center = true, bool scale = true, Initializer? betaInitializer = null,
        Initializer? gammaInitializer = null, Regularizer? betaRegularizer = null, Regularizer? gammaRegularizer = null,
        Constraint? betaConstraint = null, Constraint? gammaConstraint = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(
            epsilon, center, scale, betaInitializer, gammaInitializer, betaRegularizer, gammaRegularizer, betaConstraint, gammaConstraint,
            name, trainable, dtype)
    {
        Groups = groups;
        Axis = axis;
    }

    /// <summary>The number of groups of channels; -1 for one per channel (instance normalization).</summary>
    public int Groups { get; }

    /// <summary>The axis that is normalized, typically that of the channels.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var channels = inputs[0][Axis];
        if (Groups != -1 && (Groups < 1 || channels % Groups != 0))
        {
            throw new ShapeException(
                $"{this} cuts channels into {Groups} equal groups, but received shape {inputs[0]} with {channels}. " +
                $"Choose a divisor of {channels}.");
        }
        AddScaleAndShift([channels]);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var channel = x.Shape.Axis(Axis);
        var groups = Groups == -1 ? x.Shape[channel] : Groups;
        // x as [batch, ..., groups, channels of a group, ...]
        var grouped = x.Reshape(x.Shape.With(channel, x.Shape[channel] / groups).Insert(channel, groups));
        int[] axes = [.. Enumerable.Range(1, grouped.Rank - 1).Where(axis => axis != channel)];
        var normalized = Cornea.Ops.OverRootMeanSquare(grouped, axes, Epsilon, centers: true).Reshape(x.Shape);
        var wide = AxisShapes.Wide(x.Shape, [channel]);
        return Scaled(normalized, wide, context);
    }
}
