namespace Cornea.Distribution;

/// <summary>Processes that train together cannot go on: one is gone, hangs, or does something else than the others.</summary>
/// <param name="message">What happened, which process, what to do.</param>
/// <param name="innerException">What caused it, where known.</param>
public sealed class CollectiveException(string message, Exception? innerException = null) : Exception(message, innerException);
