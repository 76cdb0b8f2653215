using Shouldly;
using static Cornea.Tests.Ops.OpsElementwiseTests;
using O = Cornea.Ops;

namespace Cornea.Tests.Ops;

// All alignments of short sequences are summed by hand.
public sealed class OpsCtcTests
{
    private static readonly Tensor Logits = RandomKey.From(8).Normal([2, 4, 3]).Compute();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_loss_sums_all_alignments_of_the_steps_and_labels_that_count(int blank)
    {
        int[] labels = [1, blank == 0 ? 2 : 0];
        var loss = O.CtcLoss(
            Tensor.From([labels[0], labels[1], labels[1], labels[0]], [2, 2]), Logits, Tensor.From([2, 1]), Tensor.From([4, 3]), blank);
        var chances = Chances(4, blank);
        loss.ToArray<double>()[0].ShouldBe(-Math.Log(chances[0][$"{labels[0]}{labels[1]}"]), 1e-5);
        loss.ToArray<double>()[1].ShouldBe(-Math.Log(Chances(3, blank)[1][$"{labels[1]}"]), 1e-5);
        GradientCheck.Run(x => O.CtcLoss(
            Tensor.From([1, 1], [1, 2]), x, Tensor.From([2]), Tensor.From([4]), blank), Logits[..1].Compute()).ThrowIfFailed();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_beam_finds_the_most_probable_sequences(int blank)
    {
        var (labels, scores) = O.CtcBeamSearch(Logits, beamWidth: 50, topPaths: 3, blank: blank);
        labels.Shape.ShouldBe([3, 2, 4]);
        var all = Chances(4, blank);
        for (var sample = 0; sample < 2; sample++)
        {
            var best = all[sample].OrderByDescending(one => one.Value).Take(3).ToArray();
            for (var path = 0; path < 3; path++)
            {
                string.Concat(labels[path, sample].ToArray<int>().Where(label => label >= 0)).ShouldBe(best[path].Key);
                scores.ToArray<double>()[sample * 3 + path].ShouldBe(Math.Log(best[path].Value), 1e-5);
            }
        }
        O.CtcBeamSearch(Logits, Tensor.From([1, 0]), topPaths: 4, beamWidth: 4).Scores[1].ToArray()
            .ShouldBe([0, float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity]);
        Should.Throw<ArgumentOutOfRangeException>(() => O.CtcBeamSearch(Logits, beamWidth: 2, topPaths: 3));
    }

    [Fact]
    public void Functions_of_blocks_are_applied_at_each_position()
    {
        var product = O.Vectorize((Tensor x, Tensor y) => x * y - 1);
        Close(product(Tensor.From([1f, 2], [2, 1]), Tensor.From([3f, 4, 5])), 2, 3, 4, 5, 7, 9);
        Close(O.Vectorize(x => x * x)(Tensor.From([2f, -3])), 4, 9);
        var apply = O.Vectorize(x => (IReadOnlyList<Tensor>)[Tensor.Dot(x[0], x[1])], "(m,n),(n)->(m)");
        Close(apply([Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]), Tensor.From([1f, 10])])[0], 21, 43, 65, 87);
        var scaled = O.Vectorize(x => (IReadOnlyList<Tensor>)[x[0] * x[1].Sum()], null, 1);
        Close(scaled([Tensor.From([1f, 2]), Tensor.From([3f, 4])])[0], 7, 14);
        Should.Throw<ShapeException>(() => apply([Tensor.Zeros([2, 3]), Tensor.Zeros([2])])).Message.ShouldContain("axis n has length 3");
        Should.Throw<ArgumentException>(() => O.Vectorize(x => x, "n->()")).Message.ShouldContain("expects a signature");
    }

    [Fact]
    public void Scores_of_attention_stay_below_a_soft_cap()
    {
        var q = Tensor.From([10f, 0, 0, 10], [1, 2, 1, 2]);
        var (capped, by) = (O.DotProductAttention(q, q, q, scale: 1, softCap: 2), Math.Exp(2 * Math.Tanh(50)));
        Close(capped[0, 0, 0], 10 * by / (by + 1), 10 / (by + 1));
    }

    [Fact]
    public void What_tensors_give_where_numbers_did()
    {
        var x = Tensor.From([4f, 1, float.NaN, 3, 2, 8], [2, 3]);
        Close(O.NanQuantile(x, Tensor.From([0f, 0.5f]), 1), 1, 2, 2.5, 3);
        Close(O.Quantile(x[1], Tensor.From([0.25f, 1])), 2.5, 8);
        Close(O.Percentile(x[1], Tensor.From(50f)), 3);
        Close(O.Repeat(Tensor.From([5f, 6]), Tensor.From([2, 1])), 5, 5, 6);
        O.BinCount(Tensor.From([1, 4, 1])).ToArray<int>().ShouldBe([0, 2, 0, 0, 1]);
        O.BinCount(Tensor.From([1, 1]), minimumLength: 4).ToArray<int>().ShouldBe([0, 2, 0, 0]);
        Close(O.SegmentSum(Tensor.From([1f, 2, 3]), Tensor.From([0, 2, 2])), 1, 0, 5);
        Close(O.BinaryCrossentropy(Tensor.From([1f, 0]), Tensor.From([0.25f, 0.75f])), Math.Log(4), Math.Log(4));
        var window = Tensor.From([0.5f, 1, 1, 0.5f]);
        var signal = Tensor.Arange(0, 12).ToFloat32().Compute();
        var (real, imaginary) = O.Stft(signal, 4, 2, 4, window);
        O.Istft(real, imaginary, 4, 2, 4, window, length: 12).ToArray().ShouldBe(signal.ToArray(), 1e-4);
        Should.Throw<ShapeException>(() => O.Stft(signal, 4, 2, 4, Tensor.Ones([3]))).Message.ShouldContain("one factor for each");
        var y = RandomKey.From(6).Uniform([1, 1, 5, 6]).Compute();
        O.Unfold(y, (2, 2), stride: (1, 2), padding: (0, 1)).Shape.ShouldBe([1, 4, 16]);
        Close(O.Fold(O.Unfold(y, (1, 2), stride: (1, 2)), (5, 6), (1, 2), stride: (1, 2)) - y, new double[30]);
    }

    // The chance of each sequence of labels, for both samples, from all paths of the first steps.
    private static Dictionary<string, double>[] Chances(int steps, int blank)
    {
        var probabilities = Logits.Softmax().ToArray<double>();
        return [.. Enumerable.Range(0, 2).Select(sample =>
        {
            var chances = new Dictionary<string, double>();
            for (var path = 0; path < (int)Math.Pow(3, steps); path++)
            {
                var (spelled, chance, last) = ("", 1.0, -1);
                for (int step = 0, rest = path; step < steps; step++, rest /= 3)
                {
                    var label = rest % 3;
                    chance *= probabilities[(sample * 4 + step) * 3 + label];
                    spelled += label == blank || label == last ? "" : label;
                    last = label;
                }
                chances[spelled] = chances.GetValueOrDefault(spelled) + chance;
            }
            return chances;
        })];
    }
}
