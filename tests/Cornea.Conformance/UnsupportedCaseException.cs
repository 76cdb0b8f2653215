namespace Cornea.Conformance;

/// <summary>Thrown by a replay where the library has no such class or option yet: the case counts as unsupported.</summary>
public sealed class UnsupportedCaseException : Exception
{
    public UnsupportedCaseException(string message) : base(message)
    {
    }
}
