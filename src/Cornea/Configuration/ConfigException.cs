namespace Cornea.Configuration;

/// <summary>A configuration cannot be read or written; the message names the class, the key and the value.</summary>
public sealed class ConfigException : FormatException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">Who expected what, what was received and what to do.</param>
    public ConfigException(string message) : base(message)
    {
    }

    /// <summary>Initializes the exception with its cause.</summary>
    /// <param name="message">Who expected what, what was received and what to do.</param>
    /// <param name="inner">The cause.</param>
    public ConfigException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>Whether the message says already whose configuration it is.</summary>
    internal bool NamesClass { get; init; }

    /// <summary>Whether the message says already in which layer.</summary>
    internal bool NamesLayer { get; init; }
}
