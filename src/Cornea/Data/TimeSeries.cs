namespace Cornea.Data;

/// <summary>Series of measurements as samples. Keras: <c>keras.utils.timeseries_dataset_from_array</c>.</summary>
public static class TimeSeries
{
    /// <summary>
    /// Windows that slide over a series: sample k holds the steps <c>k · sequenceStride + i · samplingRate</c> for i below the length,
    /// and the target of
    /// its first step. Windows are cut out when they are read; the series is held once.
    /// </summary>
    /// <param name="data">(steps, ...), in the order of time.</param>
    /// <param name="targets">(steps, ...): the target at i belongs to the window that starts there; null for none.</param>
    /// <param name="sequenceLength">Steps of a window.</param>
    /// <param name="sequenceStride">How far apart windows start.</param>
    /// <param name="samplingRate">How far apart the steps of a window lie.</param>
    /// <param name="startIndex">The first step that is used.</param>
    /// <param name="endIndex">The step before which the last one lies; all where null.</param>
    /// <returns>Samples (length, ...) with their targets; <see cref="Dataset.Shuffle"/> and <see cref="Dataset.Batch"/> them as needed,
    /// in 128s as Keras does.</returns>
    /// <exception cref="ArgumentException">The numbers leave no window.</exception>
    /// <example><code>
    /// // The ten steps before tell the next one.
    /// var windows = TimeSeries.ToDataset(series[..^10], series[10..], sequenceLength: 10).Batch(32);
    /// </code></example>
    /// <remarks>Source: Keras, <c>utils/timeseries_dataset_utils.py</c>.</remarks>
    public static Dataset ToDataset(
        Tensor data, Tensor? targets, int sequenceLength, int sequenceStride = 1, int samplingRate = 1, int startIndex = 0,
        int? endIndex = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Rank == 0 || targets is { Rank: 0 })
        {
            throw new ShapeException(
                $"TimeSeries.ToDataset expects a series (steps, ...), but received shapes {data.Shape} and {targets?.Shape}.");
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(sequenceLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sequenceStride, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samplingRate, 1);
        var end = endIndex ?? data.Shape[0];
        if (startIndex < 0 || end <= startIndex || end > data.Shape[0])
        {
            throw new ArgumentOutOfRangeException(nameof(startIndex), startIndex,
                $"TimeSeries.ToDataset expects steps from 0 to {data.Shape[0]}, the first before the last, but received {startIndex} " +
                $"to {end}.");
        }
        var starts = end - startIndex - (long)(sequenceLength - 1) * samplingRate;
        if (targets is not null)
            starts = Math.Min(starts, Math.Min(end, targets.Shape[0]) - startIndex);
        if (starts < 1)
        {
            throw new ArgumentException(
                $"TimeSeries.ToDataset finds no window of {sequenceLength} steps {samplingRate} apart with a target in " +
                $"{end - startIndex} steps. Take a shorter one.",
                nameof(sequenceLength));
        }
        var count = (int)((starts + sequenceStride - 1) / sequenceStride);
        var access = new WindowAccess(
            new ArrayAccess(data.Compute(), default, default), targets is null ? null
                : new ArrayAccess(targets.Compute(), default, default),
            startIndex, sequenceLength, sequenceStride, samplingRate);
        return new IndexedDataset(count, isSlow: false, _ => access);
    }
}
