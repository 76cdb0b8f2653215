using System.Globalization;

namespace Cornea;

/// <summary>Reads a number from the environment. A value that is none is an error: a limit that is misspelled would not limit.</summary>
internal static class EnvironmentNumber
{
    /// <summary>The number; null where the variable is not set or empty.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="expected">What it is, for messages.</param>
    /// <param name="largest">The most it may be; 1 is the least.</param>
    /// <exception cref="InvalidOperationException">It is set to something else.</exception>
    public static long? Read(string name, string expected, long largest)
    {
        if (Environment.GetEnvironmentVariable(name) is not { Length: > 0 } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= largest
            ? value
            : throw new InvalidOperationException(
                $"The environment variable {name} expects {expected}, but is '{text}'. Correct it, or unset it.");
    }
}
