namespace Cornea;

/// <summary>What is known of a tensor before it has values.</summary>
/// <param name="Shape">Axis lengths.</param>
/// <param name="DType">Element type.</param>
public readonly record struct TensorType(Shape Shape, DType DType)
{
    /// <summary>Bytes of all elements.</summary>
    public long Bytes => (long)Shape.Size * DType.Size();

    /// <summary>The type as text, such as <c>float32 (128, 784)</c>.</summary>
    public override string ToString() => $"{DType.Name()} {Shape}";
}
