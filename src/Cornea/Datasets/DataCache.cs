namespace Cornea.Datasets;

/// <summary>Where downloaded data sets are kept: <c>$XDG_CACHE_HOME/cornea</c>, <c>~/.cache/cornea</c>, or on Windows
/// <c>%LOCALAPPDATA%\cornea</c>.</summary>
internal static class DataCache
{
    /// <summary>The folder of all data sets.</summary>
    public static string Root
    {
        get
        {
            string? named = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            string root = !string.IsNullOrEmpty(named) && Path.IsPathRooted(named) ? named
                : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(root, "cornea");
        }
    }

    /// <summary>The folder of one.</summary>
    public static string Folder(string dataset) => Path.Combine(Root, dataset);
}
