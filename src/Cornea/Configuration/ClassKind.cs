namespace Cornea.Configuration;

/// <summary>The families of classes that have a configuration.</summary>
public enum ClassKind
{
    /// <summary>Activation functions: <c>keras.activations</c>.</summary>
    Activation,

    /// <summary>Constraints on weights: <c>keras.constraints</c>.</summary>
    Constraint,

    /// <summary>Precision policies: <c>keras.DTypePolicy</c>.</summary>
    DTypePolicy,

    /// <summary>Initializers: <c>keras.initializers</c>.</summary>
    Initializer,

    /// <summary>Layers and models: <c>keras.layers</c>.</summary>
    Layer,

    /// <summary>Losses: <c>keras.losses</c>.</summary>
    Loss,

    /// <summary>Metrics: <c>keras.metrics</c>.</summary>
    Metric,

    /// <summary>Optimizers: <c>keras.optimizers</c>.</summary>
    Optimizer,

    /// <summary>Regularizers: <c>keras.regularizers</c>.</summary>
    Regularizer,

    /// <summary>Learning rate schedules: <c>keras.optimizers.schedules</c>.</summary>
    Schedule,
}
