namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>The values as text.</summary>
    public override string ToString() => string.Join(" ", ToArray<double>());
}
