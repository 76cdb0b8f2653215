using System.Globalization;
using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>A group of a file of weights: its own variables and the groups inside.</summary>
internal sealed class WeightNode(string path)
{
    private const string Layers = "layers", LayersBefore215 = "_layer_checkpoint_dependencies";

    private readonly Dictionary<string, WeightNode> _children = new(StringComparer.Ordinal);

    /// <summary>Where the group is in the file.</summary>
    public string Path { get; } = path;

    /// <summary>The variables in order; none where the group has none of its own.</summary>
    public IReadOnlyList<KerasVariable> Variables { get; private set; } = [];

    /// <summary>Whether a variable is here or below.</summary>
    public bool HasVariables => Variables.Count > 0 || _children.Values.Any(child => child.HasVariables);

    /// <summary>The groups of a container's layers, which Keras 2.12 to 2.14 called otherwise; null where there are none.</summary>
    public WeightNode? Container => Find(Layers) ?? Find(LayersBefore215);

    /// <summary>The groups inside.</summary>
    public IReadOnlyDictionary<string, WeightNode> Children => _children;

    /// <summary>The groups of a file as a tree.</summary>
    public static WeightNode Of(IEnumerable<KerasVariables> groups)
    {
        var root = new WeightNode("");
        foreach (var group in groups)
        {
            var node = root;
            foreach (var name in group.Path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!node._children.TryGetValue(name, out var child))
                {
                    node._children[name] = child = new WeightNode(node.Path.Length == 0 ? name : $"{node.Path}/{name}");
                }
                node = child;
            }
            // Sharded weights have one group in several files.
            node.Variables = [.. node.Variables.Concat(group.Items).OrderBy(item => int.Parse(item.Name, CultureInfo.InvariantCulture))];
        }
        return root;
    }

    /// <summary>A group inside; null where there is none.</summary>
    public WeightNode? Find(string name) => _children.GetValueOrDefault(name);

    /// <summary>The groups inside of a class in the order of their numbers: <c>dense</c>, <c>dense_1</c>; some versions leave numbers
    /// out.</summary>
    /// <param name="name">The class in snake case.</param>
    public IReadOnlyList<WeightNode> OfClass(string name) =>
    [
        .. _children.Where(child => BaseOf(child.Key) == name)
            .OrderBy(child => child.Key, CounterOrder.Instance).Select(child => child.Value),
    ];

    /// <summary>All groups from here on that have variables.</summary>
    public IEnumerable<WeightNode> WithVariables() =>
        (Variables.Count > 0 ? new[] { this } : []).Concat(_children.Values.SelectMany(child => child.WithVariables()));

    private static string BaseOf(string name)
    {
        int at = name.LastIndexOf('_');
        return at > 0 && name.AsSpan(at + 1).IndexOfAnyExceptInRange('0', '9') < 0 && at + 1 < name.Length ? name[..at] : name;
    }
}
