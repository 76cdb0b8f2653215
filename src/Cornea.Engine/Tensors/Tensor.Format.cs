using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>
    /// The values as NumPy prints them (<c>print(x)</c>): aligned columns in nested brackets, lines of at most 75 characters,
    /// and above 1000 elements only the first and last three of each axis. A tensor that waits for an input prints its type.
    /// </summary>
    public override string ToString() =>
        Known is null && GraphOrder.Of([this], stopAtKnown: true).Select(node => node.Op).OfType<Input>().FirstOrDefault() is { } input
            ? $"{Type}, computed from the input '{input.Label}'"
            : ArrayText.Of(Evaluate());
}
