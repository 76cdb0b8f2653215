namespace Cornea.Layers;

/// <summary>What the normalizing layers share: mean 0 and variance 1 along some axes, then a learned scale gamma and shift beta.</summary>
public abstract class ScaledNormalization : Layer
{
    private protected ScaledNormalization(
        double epsilon, bool center, bool scale, Initializer? betaInitializer, Initializer? gammaInitializer, Regularizer? betaRegularizer,
        Regularizer? gammaRegularizer, Constraint? betaConstraint, Constraint? gammaConstraint, string? name)
        : base(name)
    {
        (Epsilon, Center, Scale) = (epsilon, center, scale);
        (BetaInitializer, GammaInitializer) = (betaInitializer, gammaInitializer);
        (BetaRegularizer, GammaRegularizer) = (betaRegularizer, gammaRegularizer);
        (BetaConstraint, GammaConstraint) = (betaConstraint, gammaConstraint);
    }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Whether beta is added.</summary>
    public bool Center { get; }

    /// <summary>Whether gamma multiplies.</summary>
    public bool Scale { get; }

    /// <summary>First values of beta; zeros where null.</summary>
    public Initializer? BetaInitializer { get; }

    /// <summary>First values of gamma; ones where null.</summary>
    public Initializer? GammaInitializer { get; }

    /// <summary>A penalty on beta.</summary>
    public Regularizer? BetaRegularizer { get; }

    /// <summary>A penalty on gamma.</summary>
    public Regularizer? GammaRegularizer { get; }

    /// <summary>A set beta is brought back to.</summary>
    public Constraint? BetaConstraint { get; }

    /// <summary>A set gamma is brought back to.</summary>
    public Constraint? GammaConstraint { get; }

    /// <inheritdoc/>
    protected sealed override bool SupportsMasking => true;

    private protected override bool ComputesInFloat32 => true;

    /// <summary>The scale, once the layer is built; null without one.</summary>
    private protected Variable? Gamma { get; private set; }

    /// <summary>The shift, once the layer is built; null without one.</summary>
    private protected Variable? Beta { get; private set; }

    /// <summary>Makes gamma and beta. To be called in Build.</summary>
    private protected void AddScaleAndShift(Shape shape)
    {
        if (Scale)
            Gamma = AddWeight("gamma", shape, GammaInitializer ?? DefaultInitializers.Ones, GammaRegularizer, GammaConstraint);
        if (Center)
            Beta = AddWeight("beta", shape, BetaInitializer ?? DefaultInitializers.Zeros, BetaRegularizer, BetaConstraint);
    }

    /// <summary>Normalized values times gamma, plus beta.</summary>
    /// <param name="normalized">The values.</param>
    /// <param name="wide">The shape in which gamma and beta meet them.</param>
    /// <param name="context">Of the pass.</param>
    private protected Tensor Scaled(Tensor normalized, Shape wide, CallContext context) =>
        Shifted(Gamma is null ? normalized : normalized * context.Read(Gamma).Reshape(wide), wide, context);

    /// <summary>Scaled values plus beta.</summary>
    private protected Tensor Shifted(Tensor scaled, Shape wide, CallContext context) => Beta is null ? scaled
        : scaled + context.Read(Beta).Reshape(wide);
}
