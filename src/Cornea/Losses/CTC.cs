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
    // Stands for the logarithm of 0: finite, so that gradients are.
    private const double Never = -1e30;

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        if (yTrue.Rank != 2 || yPred.Rank != 3 || yTrue.Shape[0] != yPred.Shape[0] || yTrue.Shape[1] == 0 || yPred.Shape[1] == 0)
        {
            throw new ShapeException(
                $"CTC expects targets (batch, labels) and predictions (batch, steps, classes), but received {yTrue.Shape} and " +
                $"{yPred.Shape}.");
        }
        var (batch, labels) = (yTrue.Shape[0], yTrue.Shape[1]);
        var positions = 2 * labels + 1;
        // A blank before each label and one after the last: [batch, positions].
        var targets = yTrue.Cast(DType.Int32);
        var path = Tensor.Stack([Tensor.ZerosLike(targets), targets], 2).Reshape(new Shape(batch, 2 * labels)).Pad([0, 0], [0, 1]);
        // A blank between two labels may be left out where they differ.
        var before = path.Pad([0, 2], [0, 0]).Narrow(1, 0, positions);
        var leap = path.NotEqualTo(0) & path.NotEqualTo(before);

        // Logarithms of the chance of each position's class at each step: [steps, batch, positions].
        var classes = yPred.LogSoftmax();
        var index = path.ExpandDims(1).BroadcastTo(new Shape(batch, yPred.Shape[1], positions));
        var chances = classes.TakeAlong(index, 2).MoveAxis(1, 0);
        var start = Tensor.Where(Tensor.Arange(positions) < 2, chances[0], Never);
        var forward = Scan.Run([start], [chances[1..]], (carry, step) =>
        {
            var (stay, next, over) = (carry[0], Shifted(carry[0], 1), Tensor.Where(leap, Shifted(carry[0], 2), Never));
            var most = Tensor.Maximum(Tensor.Maximum(stay, next), over).StopGradient();
            var sum = ((stay - most).Exp() + (next - most).Exp() + (over - most).Exp()).Log() + most;
            return ([Tensor.Maximum(sum + step[0], Never)], []);
        }).Carries[0];

        // The path ends at the last label or at the blank after it.
        var end = (targets.NotEqualTo(0).Cast(DType.Int32).Sum(1) * 2).ExpandDims(1);
        var position = Tensor.Arange(positions);
        var last = position.EqualTo(end) | position.EqualTo(end - 1);
        return -Tensor.Where(last, forward, Never).LogSumExp([1]);
    }

    private static Tensor Shifted(Tensor x, int count) =>
        x.Pad([0, count], [0, 0], Never).Narrow(1, 0, x.Shape[1]);
}
