namespace Cornea.Optimizers;

/// <summary>
/// How far an optimizer steps: one number, or a schedule over the steps. Numbers and schedules convert to it, so
/// <c>new Adam(0.01)</c> and <c>new Adam(new CosineDecay(0.1, 1000))</c> both read as they should.
/// </summary>
public readonly record struct LearningRate : IConfigValue<LearningRate>
{
    private LearningRate(double? value, LearningRateSchedule? schedule) => (Value, Schedule) = (value, schedule);

    /// <summary>The number; null with a schedule, or when neither was given.</summary>
    public double? Value { get; }

    /// <summary>The schedule; null with a number, or when neither was given.</summary>
    public LearningRateSchedule? Schedule { get; }

    /// <summary>One number for all steps.</summary>
    /// <param name="value">Not negative.</param>
    public static implicit operator LearningRate(double value) => new(value, null);

    /// <summary>A schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    public static implicit operator LearningRate(LearningRateSchedule schedule) => new(null, schedule);

    /// <inheritdoc/>
    static LearningRate IConfigValue<LearningRate>.FromConfig(ConfigReader reader, ConfigValue value) => value.IsNumber
        ? value.AsDouble()
        : reader.Object<LearningRateSchedule>(value, ClassKind.Schedule);

    /// <inheritdoc/>
    ConfigValue IConfigValue<LearningRate>.ToConfig() =>
        Schedule is not null ? Registry.Serialize(Schedule) : Value is { } value ? value : ConfigValue.Null;

    /// <summary>This learning rate, or a number where none was given.</summary>
    /// <param name="value">The number.</param>
    public LearningRate Or(double value) => Value is null && Schedule is null ? value : this;
}
