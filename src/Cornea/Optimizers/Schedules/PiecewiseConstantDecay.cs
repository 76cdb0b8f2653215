using System.Collections.Immutable;

namespace Cornea.Optimizers.Schedules;

/// <summary>
/// A constant learning rate up to and including each boundary: values[0] while step &lt;= boundaries[0], values[1] while step
/// &lt;= boundaries[1], ..., the last value after the last boundary. Keras:
/// <c>optimizers/schedules/learning_rate_schedule.py</c>.
/// </summary>
public sealed record PiecewiseConstantDecay : LearningRateSchedule
{
    /// <summary>Initializes the schedule.</summary>
    /// <param name="boundaries">Step numbers, rising.</param>
    /// <param name="values">Learning rates, one more than boundaries.</param>
    /// <param name="name">Its name in configurations.</param>
    /// <exception cref="ArgumentException">The counts do not fit, or the boundaries do not rise.</exception>
    public PiecewiseConstantDecay(ReadOnlySpan<long> boundaries, ReadOnlySpan<double> values, string name = "PiecewiseConstant")
    {
        if (values.Length != boundaries.Length + 1)
        {
            throw new ArgumentException(
                $"PiecewiseConstantDecay expects one value more than boundaries, but received {boundaries.Length} boundaries and " +
                $"{values.Length} values. " +
                "Add the value that holds after the last boundary.");
        }
        for (var i = 1; i < boundaries.Length; i++)
        {
            if (boundaries[i] <= boundaries[i - 1])
            {
                throw new ArgumentException(
                    $"PiecewiseConstantDecay expects rising boundaries, but received {boundaries[i - 1]} before " +
                    $"{boundaries[i]}. Sort them.");
            }
        }
        Boundaries = [.. boundaries];
        Values = [.. values];
        Name = name;
    }

    /// <summary>The last steps of each value but the last.</summary>
    public ImmutableArray<long> Boundaries { get; }

    /// <summary>The learning rates.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>Its name in configurations.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override Tensor At(Tensor step)
    {
        var rate = Tensor.From((float)Values[^1]);
        for (var i = Boundaries.Length - 1; i >= 0; i--)
            rate = Tensor.Where(step <= (double)Boundaries[i], Values[i], rate);
        return rate;
    }

    /// <summary>Equal boundaries and values.</summary>
    /// <param name="other">The other schedule.</param>
    public bool Equals(PiecewiseConstantDecay? other) =>
        other is not null && Boundaries.AsSpan().SequenceEqual(other.Boundaries.AsSpan())
            && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Values.Length, Values[0], Values[^1]);
}
