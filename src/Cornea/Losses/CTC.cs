namespace Cornea.Losses;

/// <summary>
/// Minus the logarithm of the chance that a sequence of class distributions spells a shorter sequence of labels, whatever
/// the alignment: a path may repeat labels and put blanks (class 0) between them. For speech and handwriting.
/// </summary>
/// <remarks>
/// Targets (batch, labels): class numbers from 1, zeros at the end are padding. Predictions (batch, steps, classes): logits.
/// One value per sequence; infinitely unlikely ones (too few steps) are about 1e30. Computed forwards in logarithms, one
/// step of a scan per time step. Sources: Graves and others, "Connectionist temporal classification", 2006; Keras
/// <c>losses/losses.py</c>.
/// </remarks>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class CTC(Reduction reduction = Reduction.SumOverBatchSize, string name = "ctc") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        if (yTrue.Rank != 2 || yPred.Rank != 3 || yTrue.Shape[0] != yPred.Shape[0] || yTrue.Shape[1] == 0 || yPred.Shape[1] == 0)
        {
            throw new ShapeException(
                $"CTC expects targets (batch, labels) and predictions (batch, steps, classes), but received {yTrue.Shape} and " +
                $"{yPred.Shape}.");
        }
        var lengths = yTrue.Cast(DType.Int32).NotEqualTo(0).Cast(DType.Int32).Sum(1);
        return Ops.CtcLoss(yTrue, yPred, lengths, Tensor.Full([yPred.Shape[0]], yPred.Shape[1], DType.Int32));
    }
}
