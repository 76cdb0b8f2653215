using System.Globalization;
using Cornea.Formats.Hdf5;

namespace Cornea.Formats.Keras;

/// <summary>Reads the tree of the newer forms: each object's variables are the datasets 0, 1... of a group <c>vars</c> below its
/// own.</summary>
internal static class VariableTree
{
    private const string VariablesGroup = "vars", NameAttribute = "name";

    public static IReadOnlyList<KerasVariables> Read(Hdf5Group root)
    {
        var found = new List<KerasVariables>();
        Collect(root, "", found);
        return found;
    }

    // Groups are at most 256 levels deep, which Hdf5Group sees to.
    private static void Collect(Hdf5Group group, string path, List<KerasVariables> found)
    {
        foreach (Hdf5Group member in group.Groups.OrderBy(static member => member.Name, CounterOrder.Instance))
        {
            if (member.Name == VariablesGroup)
            {
                found.Add(ReadVariables(member, path));
            }
            else
            {
                // Keras on Windows has written paths with backslashes as one name.
                string name = member.Name.Replace('\\', '/');
                Collect(member, path.Length == 0 ? name : $"{path}/{name}", found);
            }
        }
    }

    private static KerasVariables ReadVariables(Hdf5Group group, string path)
    {
        bool isNamed = group.Attributes.TryGetValue(NameAttribute, out Hdf5Attribute? attribute)
            && attribute is { Type.IsText: true, Count: 1 };
        string name = isNamed
            ? attribute!.ReadString()
            : path[(path.LastIndexOf('/') + 1)..];
        KerasVariable[] variables =
        [
            // By name, so that a link in a variable's place is refused and the next one does not move up.
            .. group.Names.Where(static name => Number(name) >= 0).OrderBy(Number)
                .Select(name => group.TryGetDataset(name, out Hdf5Dataset? dataset) ? new KerasVariable(name, dataset) : null)
                .OfType<KerasVariable>(),
        ];
        return new KerasVariables(path, name, variables);
    }

    private static int Number(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
