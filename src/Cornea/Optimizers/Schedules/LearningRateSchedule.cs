using System.Globalization;

namespace Cornea.Optimizers.Schedules;

/// <summary>
/// A learning rate that changes over the steps. Keras: <c>keras.optimizers.schedules</c>. As in Keras, the step counts the
/// updates made before (0 at the first), and the computation is in float32.
/// </summary>
[Configurable(ClassKind.Schedule, "keras.optimizers.schedules")]
public abstract record LearningRateSchedule
{
    /// <summary>The learning rate of one step, as a graph: it runs inside the train step.</summary>
    /// <param name="step">How many steps were made before: one number.</param>
    public abstract Tensor At(Tensor step);

    /// <summary>The learning rate of one step.</summary>
    /// <param name="step">How many steps were made before.</param>
    public double At(long step) => At(Tensor.From(step)).Item<double>();

    /// <summary>A number of steps, checked to be above 0.</summary>
    /// <param name="steps">The number.</param>
    /// <param name="schedule">Whose it is, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    private protected static double Above0(double steps, string schedule) => steps > 0 ? steps : throw new ArgumentOutOfRangeException(
        nameof(steps), string.Create(
            CultureInfo.InvariantCulture,
            $"{schedule} expects a number of decay steps above 0, but received {steps}. Give how many steps the decay takes."));

    /// <summary>0.5 (1 + cos(pi fraction)): from 1 at 0 to 0 at 1.</summary>
    private protected static Tensor HalfCosine(Tensor fraction) => ((fraction * Math.PI).Cos() + 1) * 0.5;
}
