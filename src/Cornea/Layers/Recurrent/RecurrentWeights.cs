namespace Cornea.Layers;

/// <summary>The initializers, regularizers and constraints of a recurrent cell, as its constructor took them.</summary>
internal sealed record RecurrentWeights(
    Initializer? KernelInitializer, Initializer? RecurrentInitializer, Initializer? BiasInitializer, Regularizer? KernelRegularizer,
    Regularizer? RecurrentRegularizer, Regularizer? BiasRegularizer, Constraint? KernelConstraint, Constraint? RecurrentConstraint,
    Constraint? BiasConstraint);
