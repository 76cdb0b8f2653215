namespace Cornea;

/// <summary>A tensor or a plan that would take more memory than the limit allows. Nothing was allocated.</summary>
public sealed class MemoryLimitException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Who, how many bytes, the limit, and what to do.</param>
    public MemoryLimitException(string message) : base(message)
    {
    }
}
