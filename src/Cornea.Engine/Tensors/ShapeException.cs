namespace Cornea;

/// <summary>Shapes that do not fit an operation, or that no tensor can have.</summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Who, what was expected, what was received, and what to do.</param>
    public ShapeException(string message) : base(message)
    {
    }
}
