namespace Cornea.Reports.Tests.Inspection;

public sealed class FeatureTests
{
    [Fact]
    public void The_output_of_a_layer_is_that_of_the_model_cut_there()
    {
        var model = new Sequential
        {
            new Conv2D(3, (2, 2), activation: Activation.Relu, inputShape: [4, 4, 1], name: "c"), new Flatten(), new Dense(2, name: "d"),
        };
        var x = Tensor.Arange(80).Reshape(5, 4, 4, 1).ToFloat32() / 80f;
        var cut = new Functional(model.Inputs, model.GetLayer("c").Output);
        FeatureMaps.OutputOf(model, x, "c", batchSize: 2).ToArray().ShouldBe(cut.Predict(x, verbose: Verbosity.Silent).ToArray());
        var maps = FeatureMaps.Of(model, x[0], "c");
        (maps.Pictures.Count, maps.Pictures[0].Width, maps.Pictures[0].Height).ShouldBe((3, 3, 3));
        FeatureMaps.Of(model, x[0], "d").Pictures.ShouldHaveSingleItem().Width.ShouldBe(2);
        FeatureMaps.Kernels(model.GetLayer("c")).Pictures.Count.ShouldBe(3);
        Should.Throw<ArgumentException>(() => FeatureMaps.Kernels(model.GetLayer("d")));
    }

    [Fact]
    public void Kernels_are_white_at_zero_orange_above_and_blue_below()
    {
        var layer = new Conv2D(1, (1, 3), inputShape: [1, 3, 1]);
        var model = new Sequential { layer };
        model.Weights[0].Variable.Assign<float>([-2, 0, 2]);
        FeatureMaps.Kernels(layer).Pictures[0].Pixels.ShouldBe([0, 74, 134, 247, 247, 247, 172, 72, 0]);
    }

    [Fact]
    public void The_gradients_in_a_histogram_are_those_of_the_loss()
    {
        var model = new Sequential { new Dense(1, useBias: false, inputDim: 2) };
        model.Compile(new SGD(), new MeanSquaredError());
        model.Weights[0].Variable.Assign<float>([1, 1]);
        // prediction 3, target 1: derivative 2 (3 - 1) x = (4, 8).
        var series = WeightHistograms.OfGradients(model, Tensor.From(new[,] { { 1f, 2f } }), Tensor.From(new[,] { { 1f } })).Series[0];
        (series.Low, series.High, series.Mean).ShouldBe((4, 8, 6));
        WeightHistograms.Of(model).Series[0].Counts.Sum().ShouldBe(2);
    }

    [Fact]
    public void A_histogram_counts_what_is_finite_and_names_the_rest()
    {
        var series = HistogramSeries.Of("h", [0, 1, 1, 4, double.NaN, double.PositiveInfinity], buckets: 4);
        series.Counts.ShouldBe([1, 2, 0, 1]);
        (series.NonFinite, series.Mean).ShouldBe((2, 1.5));
        series.StandardDeviation.ShouldBe(Math.Sqrt((2.25 + 0.25 + 0.25 + 6.25) / 4), 1e-12);
        HistogramSeries.Of("one", [3, 3]).Counts.Sum().ShouldBe(2);
        HistogramSeries.Of("none", []).Counts.Sum().ShouldBe(0);
    }

    [Fact]
    public void Receptive_fields_are_as_large_as_what_moves_an_output()
    {
        var model = new Sequential
        {
            new Conv2D(1, (3, 3), padding: Padding.Same, inputShape: [32, 32, 1], name: "a"),
            new MaxPooling2D((2, 2), name: "b"),
            new Conv2D(1, (3, 3), padding: Padding.Same, dilationRate: (2, 2), name: "c"),
            new Conv2D(1, (3, 1), strides: (2, 2), padding: Padding.Same, name: "d"),
            new Flatten(name: "e"),
        };
        var fields = ReceptiveField.Of(model);
        fields.Select(field => (field.Layer, field.Height, field.Width)).ShouldBe([("a", 3, 3), ("b", 4, 4), ("c", 12, 12),
            ("d", 16, 12), ("e", 32, 32)]);
        fields.Select(field => field.IsWhole).ShouldBe([false, false, false, false, true]);
        foreach (var field in fields.Where(field => !field.IsWhole))
            Seen(model, field.Layer).ShouldBe(((int)field.Height, (int)field.Width));
    }

    // The rows and columns of the input from which a gradient reaches the output in the middle; all weights are 1.
    private static (int Rows, int Columns) Seen(Sequential model, string layer)
    {
        foreach (var weight in model.Weights)
            weight.Variable.Assign(Tensor.OnesLike(weight.Variable.ToTensor()));
        var cut = new Functional(model.Inputs, model.GetLayer(layer).Output);
        var seen = new HashSet<(int Y, int X)>();
        var middle = cut.Outputs[0].Shape[1] / 2;
        // A maximum hands its gradient to one place; each place in turn is made the greatest.
        for (var peak = 0; peak < 4; peak++)
        {
            var x = Tensor.Input([1, 32, 32, 1]);
            var output = ((Tensor)cut.Apply(x, new CallContext()))[0, middle, middle, 0];
            var function = new CompiledFunction([x], Gradients.Of(output, [x]));
            var picture = new float[32 * 32];
            for (var i = 0; i < picture.Length; i++)
                picture[i] = (i / 32 % 2 * 2 + i % 2 == peak ? 100 : 0) + i * 0.001f;
            var gradient = function.Call(Tensor.From(picture, [1, 32, 32, 1]))[0].ToArray();
            for (var i = 0; i < gradient.Length; i++)
            {
                if (gradient[i] != 0)
                    seen.Add((i / 32, i % 32));
            }
        }
        return (seen.Max(at => at.Y) - seen.Min(at => at.Y) + 1, seen.Max(at => at.X) - seen.Min(at => at.X) + 1);
    }
}
