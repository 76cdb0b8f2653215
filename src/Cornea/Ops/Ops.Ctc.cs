namespace Cornea;

public static partial class Ops
{
    // Stands for the logarithm of 0: finite, so that gradients are.
    private const double Never = -1e30;

    /// <summary>
    /// Minus the logarithm of the chance that a sequence of class distributions spells a shorter sequence of labels, whatever the
    /// alignment: a path may repeat labels and put blanks between them. Keras: <c>ops.ctc_loss</c>.
    /// </summary>
    /// <param name="target">Class numbers (batch, labels); those from the target's length on do not count.</param>
    /// <param name="output">Logits (batch, steps, classes).</param>
    /// <param name="targetLengths">How many labels of each sequence count, (batch).</param>
    /// <param name="outputLengths">How many steps of each sequence count, (batch).</param>
    /// <param name="maskIndex">The class that stands for no label, the blank.</param>
    /// <returns>One value per sequence, (batch); infinitely unlikely ones (too few steps) are about 1e30.</returns>
    /// <remarks>Computed forwards in logarithms, one step of a scan per time step. Source: Graves and others, "Connectionist temporal
    /// classification", 2006.</remarks>
    /// <exception cref="ShapeException">The shapes do not fit together.</exception>
    public static Tensor CtcLoss(Tensor target, Tensor output, Tensor targetLengths, Tensor outputLengths, int maskIndex = 0)
    {
        if (target.Rank != 2 || output.Rank != 3 || target.Shape[0] != output.Shape[0] || target.Shape[1] == 0 || output.Shape[1] == 0
            || targetLengths.Rank != 1 || outputLengths.Rank != 1)
        {
            throw new ShapeException(
                $"Ops.CtcLoss expects targets (batch, labels), outputs (batch, steps, classes) and their lengths (batch), but received " +
                $"{target.Shape}, {output.Shape}, {targetLengths.Shape} and {outputLengths.Shape}.");
        }
        var (batch, labels, steps) = (target.Shape[0], target.Shape[1], output.Shape[1]);
        var positions = 2 * labels + 1;
        var (ends, counted) = (targetLengths.Cast(DType.Int32).ExpandDims(1), outputLengths.Cast(DType.Int32).ExpandDims(1));
        var targets = KnownClasses.Of(Tensor.Where(Tensor.Arange(labels) < ends, target.Cast(DType.Int32), maskIndex), output.Shape[2],
            "CTC, as a label,", "Correct the labels, or predict more classes.");
        // A blank before each label and one after the last: [batch, positions].
        var path = Tensor.Stack([Tensor.FullLike(targets, maskIndex), targets], 2).Reshape(new Shape(batch, 2 * labels))
            .Pad([0, 0], [0, 1], maskIndex);
        // A blank between two labels may be left out where they differ.
        var before = path.Pad([0, 2], [0, 0], maskIndex).Narrow(1, 0, positions);
        var leap = path.NotEqualTo(maskIndex) & path.NotEqualTo(before);

        // Logarithms of the chance of each position's class at each step: [steps, batch, positions].
        var index = path.ExpandDims(1).BroadcastTo(new Shape(batch, steps, positions));
        var chances = Floats(output).LogSoftmax().TakeAlong(index, 2).MoveAxis(1, 0);
        var start = Tensor.Where(Tensor.Arange(positions) < 2, chances[0], Never);
        var forward = Scan.Run([start], [chances[1..], Tensor.Arange(1, steps, 1, DType.Int32)], (carry, step) =>
        {
            var (stay, next, over) = (carry[0], Shifted(carry[0], 1), Tensor.Where(leap, Shifted(carry[0], 2), Never));
            var most = Tensor.Maximum(Tensor.Maximum(stay, next), over).StopGradient();
            var sum = ((stay - most).Exp() + (next - most).Exp() + (over - most).Exp()).Log() + most;
            return ([Tensor.Where(step[1] < counted, Tensor.Maximum(sum + step[0], Never), carry[0])], []);
        }).Carries[0];

        // The path ends at the last label or at the blank after it.
        var position = Tensor.Arange(positions);
        var last = position.EqualTo(2 * ends) | position.EqualTo(2 * ends - 1);
        return -Tensor.Where(last, forward, Never).LogSumExp([1]);
    }

    /// <summary>
    /// The labels that each sequence of class distributions most plainly spells: the best class of each step, repeats joined and blanks
    /// left out. Keras: <c>ops.ctc_decode</c>, greedy.
    /// </summary>
    /// <param name="scores">(batch, steps, classes).</param>
    /// <param name="lengths">How many steps of each count, (batch); null for all.</param>
    /// <param name="mergeRepeated">Whether a class that repeats in adjacent steps counts once.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <returns>Labels (batch, steps) of int32, -1 behind their end, and minus the sum of the best scores (batch, 1).</returns>
    public static (Tensor Labels, Tensor Scores) CtcDecode(Tensor scores, Tensor? lengths = null, bool mergeRepeated = true, int blank = 0)
    {
        CheckScores(scores, "CtcDecode");
        var (best, classes, steps) = (Floats(scores).Max(-1), scores.ArgMax(-1).Cast(DType.Int32), scores.Shape[1]);
        var position = Tensor.Arange(steps).ExpandDims(0);
        if (lengths is not null)
        {
            var counts = position < lengths.Cast(DType.Int32).ExpandDims(1);
            (best, classes) = (Tensor.Where(counts, best, 0), Tensor.Where(counts, classes, blank));
        }
        var none = classes.EqualTo(blank);
        if (mergeRepeated && steps > 1)
            none |= classes.EqualTo(classes.Pad([0, 1], [0, 0], -1).Narrow(1, 0, steps));
        // Labels come first, in their order.
        var order = Tensor.Where(none, steps, position).ArgSort(1);
        return (Tensor.Where(none, -1, classes).TakeAlong(order, 1), -best.Sum(1, keepDims: true));
    }

    /// <summary>
    /// The sequences of labels that each sequence of class distributions most probably spells, each by all its alignments. Keras:
    /// <c>ops.ctc_decode</c> with <c>strategy="beam_search"</c>.
    /// </summary>
    /// <param name="scores">Logits (batch, steps, classes). Their values are read at once: they must not depend on an input.</param>
    /// <param name="lengths">How many steps of each count, (batch); null for all.</param>
    /// <param name="beamWidth">How many sequences are followed from step to step.</param>
    /// <param name="topPaths">How many are given, at most the width.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <returns>
    /// Labels (paths, batch, steps) of int32, the most probable first and -1 behind their end, and the logarithms of their chances
    /// (batch, paths); negative infinity where there are fewer sequences.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no path, or more than the width.</exception>
    public static (Tensor Labels, Tensor Scores) CtcBeamSearch(
        Tensor scores, Tensor? lengths = null, int beamWidth = 100, int topPaths = 1, int blank = 0)
    {
        CheckScores(scores, "CtcBeamSearch");
        ArgumentOutOfRangeException.ThrowIfLessThan(topPaths, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(beamWidth, topPaths);
        var (batch, steps, classes) = (scores.Shape[0], scores.Shape[1], scores.Shape[2]);
        double[] logarithms = Floats(scores).LogSoftmax().ToArray<double>();
        int[] counted = lengths?.Cast(DType.Int32).ToArray<int>() ?? [.. Enumerable.Repeat(steps, batch)];
        var labels = new int[topPaths * batch * steps];
        Array.Fill(labels, -1);
        var chances = new double[batch * topPaths];
        Array.Fill(chances, double.NegativeInfinity);
        for (int sample = 0; sample < batch; sample++)
        {
            var rows = logarithms.AsSpan(sample * steps * classes, Math.Clamp(counted[sample], 0, steps) * classes);
            foreach (var (path, (spelled, chance)) in CtcBeam.Search(rows, classes, blank, beamWidth).Take(topPaths).Index())
            {
                spelled.CopyTo(labels.AsSpan((path * batch + sample) * steps));
                chances[sample * topPaths + path] = chance;
            }
        }
        return (Tensor.From(labels, [topPaths, batch, steps]), Tensor.From(chances, [batch, topPaths]).Cast(Floats(scores).DType));
    }

    private static void CheckScores(Tensor scores, string who)
    {
        if (scores.Rank != 3)
        {
            throw new ShapeException(
                $"Ops.{who} expects scores (batch, steps, classes), but received shape {scores.Shape}. Reshape them.");
        }
    }

    private static Tensor Shifted(Tensor x, int count) =>
        x.Pad([0, count], [0, 0], Never).Narrow(1, 0, x.Shape[1]);
}
