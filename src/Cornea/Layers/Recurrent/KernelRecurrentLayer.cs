namespace Cornea.Layers;

/// <summary>The base of the recurrent layers whose cells have kernels: <see cref="SimpleRNN"/>, <see cref="GRU"/>, <see cref="LSTM"/>
/// and <see cref="ConvLSTM"/>. Their configuration is that of the cell.</summary>
public abstract class KernelRecurrentLayer : RecurrentLayer
{
    private protected KernelRecurrentLayer(
        KernelCell cell, Regularizer? activityRegularizer, bool returnSequences, bool returnState, bool goBackwards, bool stateful,
        bool unroll, bool zeroOutputForMask, Shape? inputShape, string? name, bool trainable, DTypePolicy? dtype)
        : base(cell, returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask, inputShape, name, trainable, dtype) =>
        ActivityRegularizer = activityRegularizer;

    private protected KernelRecurrentLayer(KernelCell cell, RecurrentLayer like, bool goBackwards) : base(cell, like, goBackwards)
    {
    }

    /// <summary>Whether a bias vector is added.</summary>
    public bool UseBias => KernelCell.UseBias;

    /// <summary>Initializer for the kernel.</summary>
    public Initializer KernelInitializer => KernelCell.KernelInitializer;

    /// <summary>Initializer for the recurrent kernel.</summary>
    public Initializer RecurrentInitializer => KernelCell.RecurrentInitializer;

    /// <summary>Initializer for the bias.</summary>
    public Initializer BiasInitializer => KernelCell.BiasInitializer;

    /// <summary>Regularizer applied to the kernel.</summary>
    public Regularizer? KernelRegularizer => KernelCell.KernelRegularizer;

    /// <summary>Regularizer applied to the recurrent kernel.</summary>
    public Regularizer? RecurrentRegularizer => KernelCell.RecurrentRegularizer;

    /// <summary>Regularizer applied to the bias.</summary>
    public Regularizer? BiasRegularizer => KernelCell.BiasRegularizer;

    /// <summary>Constraint applied to the kernel after each update.</summary>
    public Constraint? KernelConstraint => KernelCell.KernelConstraint;

    /// <summary>Constraint applied to the recurrent kernel after each update.</summary>
    public Constraint? RecurrentConstraint => KernelCell.RecurrentConstraint;

    /// <summary>Constraint applied to the bias after each update.</summary>
    public Constraint? BiasConstraint => KernelCell.BiasConstraint;

    /// <summary>Fraction of the units to drop for the linear transformation of the inputs, between 0 and 1.</summary>
    public double Dropout => KernelCell.Dropout;

    /// <summary>Fraction of the units to drop for the linear transformation of the recurrent state, between 0 and 1.</summary>
    public double RecurrentDropout => KernelCell.RecurrentDropout;

    /// <summary>Seed of the dropout masks; null draws them from the model's key.</summary>
    public int? Seed => KernelCell.Seed;

    private KernelCell KernelCell => (KernelCell)Cell;
}
