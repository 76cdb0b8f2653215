using System.Reflection;

namespace Cornea.Diagnostics;

/// <summary>The version of this library as it was built, such as <c>0.1.0-preview.0.313+8005d61d</c>. The number of the assembly itself
/// stays 0.0.0.0, so that programs need no new build for each version.</summary>
public static class LibraryVersion
{
    // The commit has 40 digits; nobody reads more than these.
    private const int CommitDigits = 8;

    /// <summary>The version with the first digits of its commit; empty where the build gave none.</summary>
    public static string Text { get; } =
        Shorten(typeof(LibraryVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    private static string Shorten(string whole)
    {
        var plus = whole.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? whole : whole[..Math.Min(whole.Length, plus + 1 + CommitDigits)];
    }
}
