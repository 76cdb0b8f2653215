namespace Cornea.Conformance;

/// <summary>Complex numbers of a case: real and imaginary part.</summary>
public sealed record ComplexTensor(Tensor Real, Tensor Imaginary)
{
    public static ComplexTensor Of((Tensor Real, Tensor Imaginary) pair) => new(pair.Real, pair.Imaginary);
}
