namespace Cornea.Layers;

/// <summary>How the weights of a recurrent cell begin, what holds them small and where they are kept.</summary>
public sealed record RecurrentWeights
{
    /// <summary>First values of the kernel, which inputs are multiplied by.</summary>
    public Initializer KernelInitializer { get; init; } = DefaultInitializers.Kernel;

    /// <summary>First values of the recurrent kernel, which states are multiplied by.</summary>
    public Initializer RecurrentInitializer { get; init; } = DefaultInitializers.Recurrent;

    /// <summary>First values of the bias.</summary>
    public Initializer BiasInitializer { get; init; } = DefaultInitializers.Zeros;

    /// <summary>A penalty on the kernel, or null.</summary>
    public Regularizer? KernelRegularizer { get; init; }

    /// <summary>A penalty on the recurrent kernel, or null.</summary>
    public Regularizer? RecurrentRegularizer { get; init; }

    /// <summary>A penalty on the bias, or null.</summary>
    public Regularizer? BiasRegularizer { get; init; }

    /// <summary>A set the kernel is brought back to, or null.</summary>
    public Constraint? KernelConstraint { get; init; }

    /// <summary>A set the recurrent kernel is brought back to, or null.</summary>
    public Constraint? RecurrentConstraint { get; init; }

    /// <summary>A set the bias is brought back to, or null.</summary>
    public Constraint? BiasConstraint { get; init; }
}
