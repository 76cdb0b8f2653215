using System.Collections.Immutable;

namespace Cornea.Graph;

/// <summary>Hashes of attribute lists: <see cref="ImmutableArray{T}"/> compares by reference, ops compare by value.</summary>
internal static class Sequence
{
    public static int Hash(ImmutableArray<int> values)
    {
        var hash = new HashCode();
        foreach (var value in values)
            hash.Add(value);
        return hash.ToHashCode();
    }
}
