namespace Cornea;

/// <summary>A learning rate that changes over the steps. Keras: <c>keras.optimizers.schedules</c>.</summary>
public abstract record LearningRateSchedule
{
    /// <summary>The learning rate of one step.</summary>
    /// <param name="step">How many steps were made before: one number.</param>
    public abstract Tensor At(Tensor step);
}
