namespace Cornea.Training;

/// <summary>Samples on which a model is evaluated after each epoch. A pair <c>(x, y)</c> and a dataset of batches convert to it.</summary>
/// <param name="X">The inputs.</param>
/// <param name="Y">The targets.</param>
/// <param name="SampleWeights">A weight per sample; none when empty.</param>
public sealed record ValidationData(Tensors X, Tensors Y, Tensors SampleWeights = default)
{
    /// <summary>The batches that are taken in place of the tensors; null where there are those.</summary>
    public Dataset? Dataset { get; private init; }

    /// <summary>Batches that a dataset makes.</summary>
    /// <param name="dataset">The dataset.</param>
    public static implicit operator ValidationData?(Dataset? dataset) =>
        dataset is null ? null : new ValidationData(default, default) { Dataset = dataset };

    /// <summary>Inputs and targets.</summary>
    /// <param name="pair">The pair.</param>
    public static implicit operator ValidationData((Tensor X, Tensor Y) pair) => new(pair.X, pair.Y);

    /// <summary>Inputs, targets and a weight per sample.</summary>
    /// <param name="parts">The three.</param>
    public static implicit operator ValidationData((Tensor X, Tensor Y, Tensor SampleWeight) parts) =>
        new(parts.X, parts.Y, parts.SampleWeight);
}
