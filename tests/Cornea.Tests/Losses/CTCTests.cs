using Shouldly;

namespace Cornea.Tests.Losses;

public sealed class CTCTests
{
    private const int Steps = 5;
    private const int Classes = 4;

    [Fact]
    public void The_loss_is_the_sum_over_all_paths_that_spell_the_labels()
    {
        int[,] labels = { { 1, 2, 0 }, { 2, 2, 0 }, { 3, 1, 3 }, { 0, 0, 0 } };
        var logits = RandomKey.From(1).Normal([4, Steps, Classes]).Compute();
        var chances = logits.Softmax().ToArray3D<double>();
        var values = new CTC().Values(Tensor.From(labels), logits).ToArray();
        for (var sample = 0; sample < 4; sample++)
        {
            var wanted = Enumerable.Range(0, 3).Select(i => labels[sample, i]).Where(label => label > 0).ToArray();
            var sum = 0.0;
            for (var path = 0; path < Math.Pow(Classes, Steps); path++)
            {
                var classes = Enumerable.Range(0, Steps).Select(t => path / (int)Math.Pow(Classes, t) % Classes).ToArray();
                var spelled = classes.Where((c, t) => c > 0 && (t == 0 || classes[t - 1] != c));
                if (spelled.SequenceEqual(wanted))
                    sum += classes.Select((c, t) => chances[sample, t, c]).Aggregate(1.0, (product, chance) => product * chance);
            }
            values[sample].ShouldBe((float)-Math.Log(sum), 1e-5f, $"sample {sample}");
        }
    }

    [Fact]
    public void The_gradient_is_right_and_stays_finite_where_labels_do_not_fit()
    {
        var labels = Tensor.From(new[,] { { 1, 2 }, { 3, 3 } });
        GradientCheck.Run(logits => new CTC().Values(labels, logits), RandomKey.From(2).Normal([2, Steps, Classes])).ThrowIfFailed();
        var short3 = RandomKey.From(3).Normal([2, 2, Classes]).Compute();
        new CTC().Values(labels, short3).ToArray()[1].ShouldBeGreaterThan(1e29f);
        Gradients.Of(new CTC().Values(labels, short3).Sum(), [short3])[0].ToArray().ShouldAllBe(value => float.IsFinite(value));
    }

    [Fact]
    public void A_network_learns_to_spell()
    {
        var logits = new Variable(Tensor.Zeros([1, 8, Classes]), "logits");
        var loss = new CTC().Call(Tensor.From(new[,] { { 2, 1, 1 } }), logits);
        var step = new CompiledFunction([], [loss], [new Update(logits, logits.Value - Gradients.Of(loss, [logits.Value])[0] * 2)]);
        for (var i = 0; i < 60; i++)
            step.Run();
        step.Call()[0].Item().ShouldBeLessThan(0.2f);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named() =>
        Should.Throw<ShapeException>(() => new CTC().Values(Tensor.Zeros([2]), Tensor.Zeros([2, 3, 4]))).Message.ShouldContain("(2, 3, 4)");
}
