namespace Cornea.Data;

/// <summary>Files sorted into folders by what they are: each folder inside a folder is a class. What <see cref="ImageFolder"/> and
/// <see cref="TextFolder"/> share.</summary>
/// <param name="Path">The folder.</param>
/// <param name="ClassNames">The names of the classes by their numbers.</param>
/// <param name="Files">The paths of the files.</param>
/// <param name="Labels">The class of each file.</param>
/// <param name="LeftOut">How many files of the classes end otherwise, by their ending, the most frequent first.</param>
internal sealed record FolderListing(
    string Path, IReadOnlyList<string> ClassNames, IReadOnlyList<string> Files, IReadOnlyList<int> Labels,
    IReadOnlyList<KeyValuePair<string, int>> LeftOut)
{
    // By code point, as Python orders names: UTF-16's order has the pairs of surrogates before U+E000 to U+FFFF.
    private static readonly Comparer<string> CodePoints = Comparer<string>.Create(static (a, b) =>
    {
        int same = a.AsSpan().CommonPrefixLength(b);
        if (same == a.Length || same == b.Length)
        {
            return a.Length - b.Length;
        }
        return Place(a[same]) - Place(b[same]);

        static int Place(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
    });

    /// <summary>Lists the files of a folder.</summary>
    /// <param name="who">The class that reads it, for messages.</param>
    /// <param name="what">What the files are, in the plural.</param>
    /// <param name="extensions">How their names end.</param>
    /// <param name="path">The folder whose folders are the classes.</param>
    /// <param name="classNames">The folders' names in the order that numbers them; sorted where null.</param>
    public static FolderListing Open(string who, string what, HashSet<string> extensions, string path, IReadOnlyList<string>? classNames)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException(
                $"Cannot read {what} from '{path}': there is no such folder. Check the path; " +
                $"the current folder is '{Environment.CurrentDirectory}'.");
        }
        string[] found = [.. Directory.GetDirectories(path).Where(folder => !IsHidden(path, folder))
            .Select(static folder => System.IO.Path.GetFileName(folder)).Order(CodePoints)];
        if (classNames is not null && (classNames.Count == 0
            || classNames.Distinct().Count() < classNames.Count || classNames.Except(found).Any()))
        {
            throw new ArgumentException(
                $"{who}.Open expects names of folders in '{path}', which are {string.Join(", ", found)}, but received " +
                $"{(classNames.Count == 0 ? "none" : string.Join(", ", classNames))}. Name each folder you want once.", nameof(classNames));
        }
        string[] names = classNames is null ? found : [.. classNames];
        var files = new List<string>();
        var labels = new List<int>();
        var others = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int label = 0; label < names.Length; label++)
        {
            List(System.IO.Path.Combine(path, names[label]), extensions, files, others);
            while (labels.Count < files.Count)
                labels.Add(label);
        }
        KeyValuePair<string, int>[] leftOut = [.. others.OrderByDescending(static other => other.Value)];
        return files.Count > 0 ? new FolderListing(path, names, files, labels, leftOut) : throw new IOException(
            $"Cannot read {what} from '{path}': no folder inside it holds any ({string.Join(", ", extensions)})" +
            (leftOut.Length > 0 ? $", but {Describe(leftOut)}. Convert them, or put" : ". Put") +
            $" the {what} of each class into a folder of its own.");
    }

    /// <summary>Files by their endings, as <c>12 .gif, 1 .tif</c>.</summary>
    public static string Describe(IReadOnlyList<KeyValuePair<string, int>> files) => string.Join(", ", files.Select(static pair =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{pair.Value:N0} {(pair.Key.Length > 0 ? pair.Key : "without an ending")}")));

    /// <summary>Whether a file or folder, or one between it and the folder it is listed in, has a name that begins with a dot: copies of
    /// notebooks, previews and the companions of macOS lie beside data under such names.</summary>
    /// <param name="folder">The folder that is listed.</param>
    /// <param name="path">A path inside it.</param>
    public static bool IsHidden(string folder, string path) => System.IO.Path.GetRelativePath(folder, path)
        .Split(System.IO.Path.DirectorySeparatorChar).Any(static name => name.StartsWith('.'));

    /// <summary>The files in the order that Keras gives them for the same seed.</summary>
    public FolderListing Shuffle(uint seed) => Pick(NumpyShuffle.Order(Files.Count, seed));

    /// <summary>The files without the last part, and that part; shuffled before where there is a seed.</summary>
    public (FolderListing Training, FolderListing Validation) Split(string who, double fraction, uint? seed)
    {
        int last = fraction is > 0 and < 1 ? (int)(fraction * Files.Count) : 0;
        if (last == 0 || last == Files.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction,
                $"{who}.Split expects a fraction between 0 and 1 that leaves both parts some of the {Files.Count} files. 0.2 is usual.");
        }
        FolderListing ordered = seed is { } value ? Shuffle(value) : this;
        int first = Files.Count - last;
        return (ordered.Pick(SeededShuffle.Numbers(0, first)), ordered.Pick(SeededShuffle.Numbers(first, last)));
    }

    private FolderListing Pick(int[] order) =>
        this with { Files = Array.ConvertAll(order, i => Files[i]), Labels = Array.ConvertAll(order, i => Labels[i]) };

    // As Python's os.walk sorted by folder: all folders' paths in order, and in each the names in order; without those that are hidden.
    private static void List(string folder, HashSet<string> extensions, List<string> files, SortedDictionary<string, int> others)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
        };
        foreach (string inner in Directory.EnumerateDirectories(folder, "*", options)
            .Where(inner => !IsHidden(folder, inner)).Append(folder).Order(CodePoints))
        {
            foreach (string file in Directory.EnumerateFiles(inner).Where(file => !IsHidden(inner, file)).Order(CodePoints))
            {
                string ending = System.IO.Path.GetExtension(file);
                if (extensions.Contains(ending))
                {
                    files.Add(file);
                }
                else
                {
                    others[ending.ToLowerInvariant()] = others.GetValueOrDefault(ending.ToLowerInvariant()) + 1;
                }
            }
        }
    }
}
