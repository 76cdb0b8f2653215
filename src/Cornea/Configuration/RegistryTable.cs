using System.Diagnostics.CodeAnalysis;

namespace Cornea.Configuration;

/// <summary>Classes, found by their type or by their names. Does not change.</summary>
internal sealed class RegistryTable
{
    private readonly Dictionary<Type, ClassEntry> _types = [];
    private readonly Dictionary<(ClassKind Kind, string Name), ClassEntry> _names = [];
    private readonly Dictionary<(ClassKind Kind, string Name), ClassEntry> _anyCase = [];

    public RegistryTable(IEnumerable<ClassEntry> entries)
    {
        Entries = [.. entries];
        foreach (var entry in Entries)
        {
            _types[entry.Type] = entry;
            _names.TryAdd((entry.Kind, entry.RegisteredName ?? entry.ClassName), entry);
        }
        // A class name takes precedence over the alias or the function name of another class.
        foreach (var entry in Entries)
        {
            foreach (var alias in entry.Aliases)
                _names.TryAdd((entry.Kind, alias), entry);
        }
        foreach (var entry in Entries)
            _names.TryAdd((entry.Kind, AutomaticNames.ToSnakeCase(entry.ClassName)), entry);
        foreach (var ((kind, name), entry) in _names)
            _anyCase.TryAdd((kind, name.ToUpperInvariant()), entry);
    }

    public IReadOnlyList<ClassEntry> Entries { get; }

    public RegistryTable With(ClassEntry entry) => new([.. Entries.Where(other => other.Type != entry.Type), entry]);

    public bool TryGet(Type type, [MaybeNullWhen(false)] out ClassEntry entry) => _types.TryGetValue(type, out entry);

    public bool TryGet(ClassKind kind, string name, [MaybeNullWhen(false)] out ClassEntry entry) =>
        _names.TryGetValue((kind, name), out entry) || _anyCase.TryGetValue((kind, name.ToUpperInvariant()), out entry);

    public IEnumerable<string> AllNames(ClassKind kind) => _names.Keys.Where(name => name.Kind == kind).Select(name => name.Name);
}
