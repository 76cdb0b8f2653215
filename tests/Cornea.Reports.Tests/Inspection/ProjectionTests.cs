namespace Cornea.Reports.Tests.Inspection;

public sealed class ProjectionTests
{
    [Fact]
    public void Principal_components_are_those_of_a_known_covariance()
    {
        // Points on the axes of an ellipse that is turned by 30 degrees: half axes 3 and 1.
        var (c, s) = (Math.Cos(Math.PI / 6), Math.Sin(Math.PI / 6));
        float[] values = [(float)(3 * c), (float)(3 * s), (float)(-3 * c), (float)(-3 * s), (float)-s, (float)c, (float)s, (float)-c];
        var components = PrincipalComponents.Of(Tensor.From(values, [4, 2]) + 5f);
        components.Mean[0].ShouldBe(5, 1e-6);
        components.Variances[0].ShouldBe(2 * 9 / 3.0, 1e-5);
        components.Variances[1].ShouldBe(2 * 1 / 3.0, 1e-5);
        components.Components[0][0].ShouldBe(c, 1e-6);
        components.Components[0][1].ShouldBe(s, 1e-6);
        components.Projected.Select(row => Math.Round(row[0], 4)).ShouldBe([3, -3, 0, 0]);
    }

    [Fact]
    public void More_features_than_samples_and_equal_samples_are_no_trouble()
    {
        var wide = PrincipalComponents.Of(Tensor.Arange(20).Reshape(2, 10).ToFloat32(), 5);
        wide.Components.ShouldHaveSingleItem();
        PrincipalComponents.Of(Tensor.Ones([5, 3])).Variances.ShouldAllBe(variance => variance == 0);
    }

    [Fact]
    public void Groups_stay_groups_and_the_same_seed_gives_the_same_bits()
    {
        var (features, labels) = Groups();
        var embedding = TSne.Of(features, perplexity: 8, iterations: 400, seed: 3);
        var points = embedding.Points;
        // The nearest of each point is of its own group.
        for (var i = 0; i < points.Count; i++)
        {
            var nearest = Enumerable.Range(0, points.Count).Where(j => j != i)
                .MinBy(j => Math.Pow(points[i].X - points[j].X, 2) + Math.Pow(points[i].Y - points[j].Y, 2));
            labels[nearest].ShouldBe(labels[i]);
        }
        embedding.Divergence.ShouldBeInRange(0, 1);
        TSne.Of(features, perplexity: 8, iterations: 400, seed: 3).Points.ShouldBe(points);
        TSne.Of(features, perplexity: 8, iterations: 50).Divergence.ShouldBeGreaterThan(embedding.Divergence);
        embedding.Plot(labels, ["a", "b", "c"]).Series.Select(series => (series.Name, series.X.Count))
            .ShouldBe([("a", 20), ("b", 20), ("c", 20)]);
    }

    [Fact]
    public void The_finder_of_rates_leaves_the_model_as_it_was()
    {
        var model = new Sequential([new Dense(1, inputDim: 4)], seed: 2);
        model.Compile(new Adam(0.005), new MeanSquaredError());
        var x = Tensor.Arange(256).Reshape(64, 4).ToFloat32() / 256f;
        var y = x.Sum(1, keepDims: true);
        model.Fit(x, y, epochs: 2, verbose: Verbosity.Silent);
        var twin = model.Clone();
        twin.Compile(new Adam(0.005), new MeanSquaredError());
        twin.Fit(x, y, epochs: 2, verbose: Verbosity.Silent);

        var finder = LearningRateFinder.Run(model, x, y, low: 1e-5, high: 100, steps: 60, batchSize: 16);
        finder.Rates[0].ShouldBe(1e-5, 1e-15);
        finder.Suggested.ShouldBeInRange(1e-3, 10);
        finder.Losses.Count.ShouldBe(finder.Rates.Count);
        finder.Plot().Marks.ShouldHaveSingleItem();

        model.Optimizer!.LearningRateValue.ShouldBe(0.005, 1e-9);
        Bits(model).ShouldBe(Bits(twin));
        model.Fit(x, y, epochs: 2, verbose: Verbosity.Silent);
        twin.Fit(x, y, epochs: 2, verbose: Verbosity.Silent);
        Bits(model).ShouldBe(Bits(twin));
    }

    private static byte[] Bits(Model model) => [.. model.Weights.SelectMany(weight => weight.Variable.AsBytes().ToArray())];

    private static (Tensor Features, int[] Labels) Groups()
    {
        var random = new System.Random(1);
        var labels = Enumerable.Range(0, 60).Select(i => i / 20).ToArray();
        var values = labels.SelectMany(label => Enumerable.Range(0, 5).Select(axis =>
            (float)(random.NextDouble() + (axis == label ? 10 : 0)))).ToArray();
        return (Tensor.From(values, [60, 5]), labels);
    }
}
