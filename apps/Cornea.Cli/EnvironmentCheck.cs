using System.Globalization;

namespace Cornea.Cli;

/// <summary>Refuses environment variables whose value is none: a limit that is misspelled would not limit.</summary>
internal static class EnvironmentCheck
{
    /// <exception cref="CommandException">A variable has a value that it cannot have.</exception>
    public static void Run(Func<string, string?> environment)
    {
        Whole("CORNEA_THREADS", "the number of threads, from 1 to 256, such as 8", 1, 256);
        Whole("CORNEA_MEMORY_LIMIT", "a number of bytes of at least 1, such as 4000000000", 1, long.MaxValue);

        void Whole(string name, string expected, long minimum, long maximum)
        {
            if (environment(name) is not { Length: > 0 } text)
                return;
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < minimum || value > maximum)
            {
                throw new CommandException(ExitCode.Usage,
                    $"the environment variable {name} expects {expected}, but is '{text}'. Correct it, or unset it.");
            }
        }
    }
}
