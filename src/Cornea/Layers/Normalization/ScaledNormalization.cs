namespace Cornea.Layers;

/// <summary>The base of the normalization layers: mean 0 and variance 1 along some axes, then a learned scale gamma and shift
/// beta.</summary>
public abstract class ScaledNormalization : Layer
{
    private protected ScaledNormalization(
        double epsilon, bool center, bool scale, Initializer? betaInitializer, Initializer? gammaInitializer, Regularizer? betaRegularizer,
        Regularizer? gammaRegularizer, Constraint? betaConstraint, Constraint? gammaConstraint, string? name, bool trainable,
        DTypePolicy? dtype)
        : base(name, trainable, dtype)
    {
        (Epsilon, Center, Scale) = (epsilon, center, scale);
        BetaInitializer = betaInitializer ?? DefaultInitializers.Zeros;
        GammaInitializer = gammaInitializer ?? DefaultInitializers.Ones;
        (BetaRegularizer, GammaRegularizer) = (betaRegularizer, gammaRegularizer);
        (BetaConstraint, GammaConstraint) = (betaConstraint, gammaConstraint);
    }

    /// <summary>Added to the variance to avoid dividing by zero.</summary>
    public double Epsilon { get; }

    /// <summary>Whether beta is added.</summary>
    public bool Center { get; }

    /// <summary>Whether to multiply by gamma.</summary>
    public bool Scale { get; }

    /// <summary>Initializer for beta.</summary>
    public Initializer BetaInitializer { get; }

    /// <summary>Initializer for gamma.</summary>
    public Initializer GammaInitializer { get; }

    /// <summary>Regularizer applied to beta.</summary>
    public Regularizer? BetaRegularizer { get; }

    /// <summary>Regularizer applied to gamma.</summary>
    public Regularizer? GammaRegularizer { get; }

    /// <summary>Constraint applied to beta after each update.</summary>
    public Constraint? BetaConstraint { get; }

    /// <summary>Constraint applied to gamma after each update.</summary>
    public Constraint? GammaConstraint { get; }

    /// <inheritdoc/>
    protected sealed override bool SupportsMasking => true;

    private protected override bool ComputesInFloat32 => true;

    /// <summary>The scale, once the layer is built; null without one.</summary>
    private protected Variable? Gamma { get; private set; }

    /// <summary>The shift, once the layer is built; null without one.</summary>
    private protected Variable? Beta { get; private set; }

    /// <summary>Makes gamma and beta. To be called in Build.</summary>
    /// <param name="shape">Their shape.</param>
    /// <param name="scaleOnly">Whether there is always a gamma and never a beta.</param>
    private protected void AddScaleAndShift(Shape shape, bool scaleOnly = false)
    {
        if (Scale || scaleOnly)
            Gamma = AddWeight("gamma", shape, GammaInitializer, GammaRegularizer, GammaConstraint);
        if (Center && !scaleOnly)
            Beta = AddWeight("beta", shape, BetaInitializer, BetaRegularizer, BetaConstraint);
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
