using System.Globalization;

namespace Cornea.Studio.Tests.Measured;

/// <summary>What Linux says of threads, which may end while they are looked at.</summary>
internal static class LinuxThreads
{
    /// <summary>The seconds that a thread has computed; 0 where it has ended.</summary>
    /// <param name="task">Its folder under <c>/proc</c>.</param>
    public static double ProcessorSeconds(string task) => Read(Path.Combine(task, "schedstat")) is { Length: > 0 } text
        ? long.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture) / 1e9 : 0;

    /// <summary>A file of a thread or process; empty where it has ended.</summary>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
