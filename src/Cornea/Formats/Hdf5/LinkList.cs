namespace Cornea.Formats.Hdf5;

/// <summary>The links of one group while they are read: no name twice, no link out of the file.</summary>
internal sealed class LinkList(Hdf5Storage storage)
{
    private const int LinkCost = 256, LongestName = 4096;

    private readonly List<Link> _links = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Adds a link that is not followed: the others of its group can be read all the same.</summary>
    public void AddRefused(string name, long creationOrder, long at, MalformedFileException refusal)
    {
        CheckName(name, at);
        _links.Add(new Link(name, Hdf5Storage.Undefined, creationOrder, refusal));
    }

    public void Add(string name, long target, long creationOrder, long at)
    {
        CheckName(name, at);
        if (target == Hdf5Storage.Undefined)
        {
            throw storage.Fault(at, "object header address", $"the link '{name}' points nowhere");
        }
        _links.Add(new Link(name, target, creationOrder));
    }

    private void CheckName(string name, long at)
    {
        storage.Charge(LinkCost + 2L * name.Length, at, "link name");
        if (name.Length is 0 or > LongestName || name.Contains('/', StringComparison.Ordinal) || name == ".")
        {
            throw storage.Fault(at, "link name", $"'{name}' cannot be the name of a link");
        }
        if (!_names.Add(name))
        {
            throw storage.Fault(at, "link name", $"two links of the group are named '{name}'");
        }
    }

    /// <summary>The links in the order of creation where the file keeps it, else by name, byte by byte.</summary>
    public Link[] ToArray(bool byCreation) => byCreation
        ? [.. _links.OrderBy(static link => link.CreationOrder)]
        : [.. _links.OrderBy(static link => link.Name, Utf8Order.Instance)];

    public static MalformedFileException RefuseSoft(Hdf5Storage storage, long at, string name) =>
        storage.Refusal(at, "link type", $"'{name}' is a soft link, which",
            "Links are not followed, since they can lead anywhere: make the file anew with the object itself in this place.");

    public static MalformedFileException RefuseExternal(Hdf5Storage storage, long at, string name) =>
        storage.Refusal(at, "link type", $"'{name}' is an external link to another file, which",
            "Links are not followed, since they can lead anywhere: copy the object into this file.");
}
