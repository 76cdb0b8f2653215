using System.Diagnostics;

namespace Cornea.Mpi.Worker;

/// <summary>Finds processes of a job in Linux's /proc.</summary>
public static class RankProcess
{
    /// <summary>The processes whose arguments have a text, and which a launcher started as a rank.</summary>
    /// <param name="text">The text, of this job alone.</param>
    /// <param name="rank">The rank; any where null.</param>
    public static IReadOnlyList<int> Find(string text, int? rank = null)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var process))
            {
                continue;
            }
            try
            {
                var variables = File.ReadAllText($"{folder}/environ").Split('\0');
                if (File.ReadAllText($"{folder}/cmdline").Contains(text, StringComparison.Ordinal) && variables.Any(variable =>
                    IsRank(variable, "OMPI_COMM_WORLD_RANK", rank) || IsRank(variable, "PMI_RANK", rank)))
                {
                    found.Add(process);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is another user's.
            }
        }
        return found;
    }

    /// <summary>Ends a process at once, as the system does where memory is short.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>Whether it was there.</returns>
    public static bool Kill(int number)
    {
        try
        {
            using var process = Process.GetProcessById(number);
            process.Kill();
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsRank(string variable, string name, int? rank) =>
        rank is { } number ? variable == $"{name}={number}" : variable.StartsWith(name + "=", StringComparison.Ordinal);
}
