using System.Reflection;
using System.Text;

namespace Cornea.Conformance;

/// <summary>
/// The table of docs/KERAS.md: which class of Keras is which class here. Keras's names are read from KerasCatalogue.txt, Cornea's from
/// the registry.
/// </summary>
public static class Catalogue
{
    private const string Begin = "<!-- catalogue: written by tests/Cornea.Conformance --catalogue -->";
    private const string End = "<!-- end of the catalogue -->";

    /// <summary>A text with the table between its two marks made anew.</summary>
    /// <param name="text">The text of docs/KERAS.md.</param>
    /// <exception cref="FormatException">The text has no marks, or a class of Keras is neither here nor has a reason.</exception>
    public static string Update(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new FormatException(
                $"A text with the lines '{Begin}' and '{End}' was expected, but they are missing. Write them where the table shall be.");
        }
        return text[..(begin + Begin.Length)] + "\n" + Table() + text[end..];
    }

    private static string Table()
    {
        var (table, listed, wrong) = (new StringBuilder(), new HashSet<Type>(), new List<string>());
        foreach (var area in Areas())
        {
            table.Append($"\n### {area.Title}\n\n| Keras | Cornea | status |\n|---|---|---|\n");
            foreach (var line in area.Lines)
            {
                var parts = line.Split(": ", 2);
                var (type, status) = Find(area.Family, parts[0].Split(" = ")[^1]);
                if (type is null == (parts.Length == 1))
                {
                    wrong.Add(type is null ? $"{parts[0]} ({area.Title}) needs a reason"
                        : $"{parts[0]} ({area.Title}) is here as {type.Name}");
                }
                if (type is not null)
                    listed.Add(type);
                var name = parts[0].Split(" = ")[0];
                table.Append(type is null ? $"| `{name}` | | no: {parts[^1]} |\n" : $"| `{name}` | `{type.Name}` | {status} |\n");
            }
        }
        if (wrong.Count > 0)
        {
            throw new FormatException(
                $"Each class of KerasCatalogue.txt is here or has a reason behind a colon why not, but {string.Join(", ", wrong)}.");
        }
        table.Append("\n### Beyond Keras\n\n| Cornea | family |\n|---|---|\n");
        foreach (var entry in Registry.Classes.Where(
            entry => entry.IsBuiltIn && entry.Type.IsPublic && !typeof(Model).IsAssignableFrom(entry.Type)
            && !listed.Contains(entry.Type)).OrderBy(entry => entry.Kind).ThenBy(
                entry => entry.Type.Name, StringComparer.Ordinal))
        {
            table.Append($"| `{entry.Type.Name}` | {entry.Kind} |\n");
        }
        return table.Append('\n').ToString();
    }

    private static (Type? Type, string Status) Find(string family, string name)
    {
        if (Enum.TryParse<ClassKind>(family, out var kind))
        {
            if (Registry.TryGet(kind, name, out var entry))
                return (entry.Type, "yes");
            if (kind == ClassKind.Metric && Registry.TryGet(ClassKind.Loss, name, out var loss))
                return (loss.Type, "yes: the loss, as a metric");
        }
        var types = typeof(Layer).Assembly.GetExportedTypes().Where(one => one.Name == name && one.IsClass).ToList();
        if (types.Find(one => IsOf(one, family)) is not { } type)
            return types.Count == 1 ? (types[0], $"yes, but no {family}") : (null, "");
        return (type, type.IsAbstract ? "yes, to derive from"
            : type.GetCustomAttribute<NotSavedAttribute>() is { } reason ? $"yes, not saved: {reason.Reason}" : "yes");
    }

    private static bool IsOf(Type type, string family)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (at.Name == family)
                return true;
        }
        return false;
    }

    private static List<(string Family, string Title, List<string> Lines)> Areas()
    {
        using var stream = typeof(Catalogue).Assembly.GetManifestResourceStream("Cornea.Conformance.KerasCatalogue.txt")!;
        using var reader = new StreamReader(stream);
        var areas = new List<(string Family, string Title, List<string> Lines)>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                areas.Add((line[1..line.IndexOf(']', StringComparison.Ordinal)], line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..],
                    []));
            }
            else if (line.Length > 0 && !line.StartsWith('#'))
                areas[^1].Lines.Add(line);
        }
        return areas;
    }
}
