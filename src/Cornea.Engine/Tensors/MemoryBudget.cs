using System.Globalization;

namespace Cornea;

/// <summary>
/// The most memory one tensor or plan may take, checked before it is allocated: the environment variable
/// <c>CORNEA_MEMORY_LIMIT</c> in bytes, or else the memory this process may use. Without it an absurd shape would be
/// granted lazily by the operating system and the process killed later.
/// </summary>
internal static class MemoryBudget
{
    public static long Limit { get; } =
        long.TryParse(Environment.GetEnvironmentVariable("CORNEA_MEMORY_LIMIT"), NumberStyles.None, CultureInfo.InvariantCulture,
        out var limit)
            ? limit
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

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
