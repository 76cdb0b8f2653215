namespace Cornea.Training;

/// <summary>The tensors of one batch inside a step, and the inputs of the step they depend on.</summary>
internal sealed record Batch(Tensor[] Inputs, Tensors X, Tensors Y, Tensors SampleWeights, ClassWeights? ClassWeights, int Size)
{
    /// <summary>The weight of each sample for an output: (batch, ...), or null for all alike.</summary>
    public Tensor? WeightOf(int output, Tensor yPred)
    {
        if (ClassWeights is not null && output < Y.Count)
            return ClassWeights.Of(Y[output], yPred);
        return SampleWeights.Count == 0 ? null : SampleWeights[Math.Min(output, SampleWeights.Count - 1)].ToFloat32();
    }

    /// <summary>Some rows of it.</summary>
    public Batch Part(int first, int count)
    {
        return this with { X = Cut(X), Y = Cut(Y), SampleWeights = Cut(SampleWeights), Size = count };
        Tensors Cut(Tensors tensors) => tensors.Select(tensor => tensor.Narrow(0, first, count)).ToArray();
    }
}
