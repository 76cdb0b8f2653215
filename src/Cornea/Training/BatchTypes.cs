namespace Cornea.Training;

/// <summary>What a step has to know of a batch whose tensors are copied into its inputs: shapes and element types, no values.</summary>
internal sealed record BatchTypes(TensorType[] X, TensorType[] Y, TensorType[] SampleWeights, ClassWeights? ClassWeights)
{
    /// <summary>Samples of the batch.</summary>
    public int Size => X[0].Shape[0];

    /// <summary>The graph of a batch whose tensors are given at each run.</summary>
    public Batch Graph()
    {
        Tensors x = Inputs(X, "x"), y = Inputs(Y, "y"), weights = Inputs(SampleWeights, "sample_weight");
        return new Batch([.. x, .. y, .. weights], x, y, weights, ClassWeights, Size);
    }

    public bool Equals(BatchTypes? other) => other is not null && X.AsSpan().SequenceEqual(other.X) && Y.AsSpan().SequenceEqual(other.Y)
        && SampleWeights.AsSpan().SequenceEqual(other.SampleWeights) && ReferenceEquals(ClassWeights, other.ClassWeights);

    public override int GetHashCode() => HashCode.Combine(X[0], Y.Length, SampleWeights.Length);

    private static Tensor[] Inputs(TensorType[] types, string name) =>
        Array.ConvertAll(types, type => Tensor.Input(type.Shape, type.DType, name));
}
