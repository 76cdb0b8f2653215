namespace Cornea.Serving;

/// <summary>What becomes of a request that finds <see cref="ServingOptions.QueueCapacity"/> others waiting.</summary>
public enum FullQueue
{
    /// <summary>It fails at once with a <see cref="QueueFullException"/>.</summary>
    Reject,

    /// <summary>It waits like the others; for callers that limit their requests themselves.</summary>
    Wait,
}
