namespace Cornea.Onnx;

/// <summary>An operator that can be computed.</summary>
/// <param name="Name">Such as <c>Conv</c>.</param>
/// <param name="Since">The oldest operator set in which it is known here.</param>
/// <param name="Attributes">The names of its attributes in all operator sets.</param>
/// <param name="Compute">From a call to its outputs.</param>
/// <param name="Domain">Empty for ONNX's own operators.</param>
internal sealed record OperatorEntry(
    string Name, int Since, string Attributes, Func<OperatorCall, Tensor?[]> Compute, string Domain = "")
{
    /// <summary>The last operator set that has it; later ones do not.</summary>
    public int Until { get; init; } = int.MaxValue;

    /// <summary>Whether all inputs are of one element type.</summary>
    public bool OneType { get; init; }

    /// <summary>What it does with the axes of a picture.</summary>
    public AxisOrder Order { get; init; } = AxisOrder.Fixed;

    /// <summary>An operator with one output.</summary>
    public static OperatorEntry Of(string name, int since, string attributes, Func<OperatorCall, Tensor> compute, string domain = "") =>
        new(name, since, attributes, call => [compute(call)], domain);

    /// <summary>Whether it has an attribute of that name.</summary>
    public bool Has(string attribute) => Attributes.Split(' ').Contains(attribute);
}
