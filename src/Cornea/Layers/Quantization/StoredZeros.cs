namespace Cornea.Layers;

/// <summary>0 of an element type, for weights that a file gives.</summary>
/// <param name="Type">The element type.</param>
[NotSaved("It makes room for what a file holds, which no constructor takes.")]
internal sealed record StoredZeros(DType Type) : Initializer
{
    /// <inheritdoc/>
    public override DType DType => Type;

    /// <inheritdoc/>
    public override Tensor Create(Shape shape, RandomKey key) => Tensor.Zeros(shape, Type);
}
