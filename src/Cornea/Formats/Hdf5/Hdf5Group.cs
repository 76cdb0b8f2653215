using System.Diagnostics.CodeAnalysis;

namespace Cornea.Formats.Hdf5;

/// <summary>A group of groups and datasets, as a folder holds folders and files.</summary>
/// <remarks>Members are read when they are first asked for. Paths are relative, with <c>/</c> between names.</remarks>
public sealed class Hdf5Group
{
    private const int DeepestLevel = 256;

    private readonly ObjectReader _reader;
    private readonly ObjectHeader _header;
    private readonly Hdf5Group? _parent;
    private readonly int _level;
    private readonly Lock _opening = new();
    private readonly Dictionary<string, object?> _opened = new(StringComparer.Ordinal);

    private OrderedDictionary<string, Link>? _links;
    private IReadOnlyDictionary<string, Hdf5Attribute>? _attributes;

    internal Hdf5Group(ObjectReader reader, ObjectHeader header, Hdf5Group? parent, string name, string path)
    {
        _reader = reader;
        _header = header;
        _parent = parent;
        _level = parent is null ? 0 : parent._level + 1;
        Name = name;
        Path = path;
    }

    /// <summary>Name in its group; empty for the root.</summary>
    public string Name { get; }

    /// <summary>Path from the root, such as <c>/layers/dense</c>.</summary>
    public string Path { get; }

    /// <summary>The names of all members, in the order of creation where the file keeps it, else sorted as h5py lists them.</summary>
    /// <remarks>A soft or external link has its name here; it is refused when it is opened.</remarks>
    /// <exception cref="MalformedFileException">The group is damaged.</exception>
    public IReadOnlyList<string> Names => Links.Keys;

    /// <summary>The attributes by name, in the order of creation where the file keeps it, else by name.</summary>
    /// <exception cref="MalformedFileException">The attributes are damaged.</exception>
    public IReadOnlyDictionary<string, Hdf5Attribute> Attributes
    {
        get
        {
            lock (_opening)
            {
                return _attributes ??= _reader.ReadAttributes(_header, Path);
            }
        }
    }

    /// <summary>The groups among the members; links that are refused are not among them.</summary>
    public IEnumerable<Hdf5Group> Groups => Opened.OfType<Hdf5Group>();

    /// <summary>The datasets among the members; links that are refused are not among them.</summary>
    public IEnumerable<Hdf5Dataset> Datasets => Opened.OfType<Hdf5Dataset>();

    private IEnumerable<object?> Opened => Names.Where(name => Links[name].Refusal is null).Select(Open);

    private OrderedDictionary<string, Link> Links
    {
        get
        {
            lock (_opening)
            {
                if (_links is null)
                {
                    Link[] links = GroupLinks.Read(_reader.Storage, _header);
                    _links = new OrderedDictionary<string, Link>(links.Length, StringComparer.Ordinal);
                    foreach (Link link in links)
                    {
                        _links.Add(link.Name, link);
                    }
                }
                return _links;
            }
        }
    }

    /// <summary>All datasets of this group and of the groups below it, depth first; links that are refused are passed over.</summary>
    /// <exception cref="MalformedFileException">A member is damaged, or a group contains itself.</exception>
    public IEnumerable<Hdf5Dataset> AllDatasets()
    {
        var left = new Stack<IEnumerator<object?>>();
        left.Push(Members());
        while (left.TryPeek(out IEnumerator<object?>? members))
        {
            if (!members.MoveNext())
            {
                left.Pop();
            }
            else if (members.Current is Hdf5Group group)
            {
                left.Push(group.Members());
            }
            else if (members.Current is Hdf5Dataset dataset)
            {
                yield return dataset;
            }
        }
    }

    /// <summary>The group at a path below this one.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Hdf5Group GetGroup(string path) => TryGetGroup(path, out Hdf5Group? group) ? group : throw Missing("group", path);

    /// <summary>The dataset at a path below this group.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Hdf5Dataset GetDataset(string path) =>
        TryGetDataset(path, out Hdf5Dataset? dataset) ? dataset : throw Missing("dataset", path);

    /// <summary>Looks for a group at a path below this one.</summary>
    public bool TryGetGroup(string path, [NotNullWhen(true)] out Hdf5Group? group) => (group = Find(path) as Hdf5Group) is not null;

    /// <summary>Looks for a dataset at a path below this group.</summary>
    public bool TryGetDataset(string path, [NotNullWhen(true)] out Hdf5Dataset? dataset) =>
        (dataset = Find(path) as Hdf5Dataset) is not null;

    /// <summary>The path and the number of members.</summary>
    public override string ToString() => $"{Path} ({Names.Count} members)";

    /// <summary>Throws when an object is one of the groups that this one is in, or is itself.</summary>
    internal void CheckNewGroup(long address)
    {
        for (Hdf5Group? group = this; group is not null; group = group._parent)
        {
            if (group._header.Address == address)
            {
                throw _reader.Storage.Fault(address, "object header address", $"the group '{group.Path}' contains itself");
            }
        }
        if (_level >= DeepestLevel)
        {
            throw _reader.Storage.Fault(address, "object header address", $"groups are nested deeper than {DeepestLevel} levels");
        }
    }

    private IEnumerator<object?> Members()
    {
        foreach (object? member in Opened)
        {
            yield return member;
        }
    }

    private object? Find(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        object? found = this;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found = (found as Hdf5Group)?.Open(name);
        }
        return found;
    }

    private object? Open(string name)
    {
        if (!Links.TryGetValue(name, out Link link))
        {
            return null;
        }
        if (link.Refusal is { } refusal)
        {
            throw refusal;
        }
        lock (_opening)
        {
            if (!_opened.TryGetValue(name, out object? member))
            {
                member = _reader.Open(this, name, link.Address);
                _opened.Add(name, member);
            }
            return member;
        }
    }

    private KeyNotFoundException Missing(string kind, string path)
    {
        const int shown = 20;
        string names = string.Join(", ", Names.Take(shown).Select(static name => $"'{name}'")) + (Names.Count > shown ? ", ..." : "");
        return new KeyNotFoundException(
            $"The group '{Path}' has no {kind} '{path}'; its members are {(names.Length > 0 ? names : "none")}.");
    }
}
