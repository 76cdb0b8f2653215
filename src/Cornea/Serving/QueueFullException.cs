namespace Cornea.Serving;

/// <summary>A request was turned away because too many are waiting.</summary>
public sealed class QueueFullException : InvalidOperationException
{
    internal QueueFullException(string model, int capacity, TimeSpan retryAfter)
        : base($"{capacity} requests wait for model '{model}', as many as its queue holds, so one more was turned away. Try again in " +
            $"{Math.Max(1, Math.Ceiling(retryAfter.TotalMilliseconds)):0} ms, or raise ServingOptions.QueueCapacity.") =>
        RetryAfter = retryAfter;

    /// <summary>In what time the requests that wait are probably answered, by the time that earlier ones took.</summary>
    public TimeSpan RetryAfter { get; }
}
