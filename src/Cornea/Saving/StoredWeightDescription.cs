namespace Cornea;

/// <summary>One array of a file of weights.</summary>
/// <param name="Path">Where it is in the file, such as <c>/layers/dense/vars/0</c>.</param>
/// <param name="Shape">Its axis lengths.</param>
/// <param name="Type">Its element type as the file has it, such as <c>float32</c>.</param>
public sealed record StoredWeightDescription(string Path, IReadOnlyList<long> Shape, string Type)
{
    /// <summary>The number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, length) => product * length);
}
