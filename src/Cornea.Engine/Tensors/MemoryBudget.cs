using System.Globalization;

namespace Cornea;

/// <summary>
/// The most memory one tensor or plan may take, checked before it is allocated: the environment variable
/// <c>CORNEA_MEMORY_LIMIT</c> in bytes, or else the memory this process may use. Without it an absurd shape would be
/// granted lazily by the operating system and the process killed later.
/// </summary>
internal static class MemoryBudget
{
    // Read when it is asked for first, so that a wrong value is an error of its own.
    private static readonly Lazy<long> Given = new(static () =>
        EnvironmentNumber.Read("CORNEA_MEMORY_LIMIT", "a number of bytes such as 4000000000", long.MaxValue)
        ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <exception cref="InvalidOperationException">The environment variable holds something else than a number above 0.</exception>
    public static long Limit => Given.Value;

    public static void Check(long bytes, string who)
    {
        if (bytes > Limit)
        {
            throw new MemoryLimitException(string.Create(CultureInfo.InvariantCulture,
                $"{who} needs {bytes:N0} bytes, but the memory limit is {Limit:N0}. Use a smaller shape or batch, or raise "
                    + $"CORNEA_MEMORY_LIMIT."));
        }
    }
}
