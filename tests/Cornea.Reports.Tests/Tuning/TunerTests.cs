namespace Cornea.Reports.Tests.Tuning;

public sealed class TunerTests
{
    private static SearchSpace Space => new SearchSpace().Choice("a", 1, 2).Range("rate", 1e-4, 1e-2, log: true)
        .Whole("n", 1, 2, gridPoints: 2);

    [Fact]
    public void A_grid_is_every_combination()
    {
        var result = new GridSearch(Space).Run((parameters, _) => [parameters["a"] * parameters["n"] * parameters["rate"]]);
        result.Trials.Count.ShouldBe(2 * 3 * 2);
        result.Trials.Select(trial => trial.Parameters.ToString()).Distinct().Count().ShouldBe(12);
        result.Trials.Select(trial => Math.Round(Math.Log10(trial.Parameters["rate"]), 9)).Distinct().Order().ShouldBe([-4, -3, -2]);
        // The metric is loss unless said: the least is best.
        result.Best!.Parameters.Values.Values.ShouldBe([1, 1e-4, 1], ignoreOrder: true);
    }

    [Fact]
    public void A_random_search_follows_its_seed_and_stays_in_its_ranges()
    {
        TuningResult Run(long seed) => new RandomSearch(Space, trials: 200, seed).Run((parameters, _) => [parameters["rate"]]);
        var result = Run(4);
        Run(4).Trials.Select(trial => trial.Parameters.ToString()).ShouldBe(result.Trials.Select(trial => trial.Parameters.ToString()));
        Run(5).Trials[0].Parameters.ToString().ShouldNotBe(result.Trials[0].Parameters.ToString());
        result.Trials.ShouldAllBe(trial => trial.Parameters["rate"] >= 1e-4 && trial.Parameters["rate"] <= 1e-2);
        // A logarithmic range has half its draws below its geometric mean: 100 of 200, six standard deviations are 43.
        result.Trials.Count(trial => trial.Parameters["rate"] < 1e-3).ShouldBeInRange(57, 143);
        result.Trials.Select(trial => trial.Parameters["n"]).Distinct().Order().ShouldBe([1, 2]);
    }

    [Fact]
    public void Hyperband_has_the_brackets_of_its_paper()
    {
        var asked = new List<int>();
        var space = new SearchSpace().Range("x", 0, 1);
        var result = new Hyperband(space, maximumEpochs: 81, factor: 3).Run((parameters, epochs) =>
        {
            asked.Add(epochs);
            return [Math.Abs(parameters["x"] - 0.3)];
        });
        // Table 1 of Li et al. (2018) for R = 81, eta = 3: trainings by epochs over all brackets, those of equal length together.
        // s = 4: 81 x 1, 27 x 3, 9 x 9, 3 x 27, 1 x 81; s = 3: 34 x 3, 11 x 9, 3 x 27, 1 x 81; s = 2: 15 x 9, 5 x 27, 1 x 81;
        // s = 1: 8 x 27, 2 x 81; s = 0: 5 x 81.
        result.Trials.GroupBy(trial => trial.Epochs).OrderBy(group => group.Key).Select(group => (group.Key, group.Count()))
            .ShouldBe([(1, 81), (3, 27 + 34), (9, 9 + 11 + 15), (27, 3 + 3 + 5 + 8), (81, 1 + 1 + 1 + 2 + 5)]);
        result.Best!.Parameters["x"].ShouldBe(0.3, 0.05);
    }

    [Fact]
    public void A_search_that_was_interrupted_goes_on_behind_its_trials()
    {
        using var scratch = new Scratch();
        var options = new TuningOptions { Path = scratch["trials.jsonl"] };
        var calls = 0;
        IReadOnlyList<double> Measure(HyperParameters parameters, int epochs) =>
            ++calls == 4 ? throw new IOException("cut") : [parameters["rate"], double.NaN];
        Should.Throw<IOException>(() => new RandomSearch(Space, 6).Run(Measure, options));
        File.AppendAllText(scratch["trials.jsonl"], "{\"metric\":\"lo");
        new RandomSearch(Space, 6).Run(Measure, options).Trials.Count.ShouldBe(6);
        calls.ShouldBe(4 + 3);
        File.ReadAllLines(scratch["trials.jsonl"]).Length.ShouldBe(6);
        Should.Throw<MalformedFileException>(() => new RandomSearch(Space, 6).Run(Measure, options with { Metric = "accuracy" }));
    }

    [Fact]
    public void Folds_hold_each_sample_back_once_and_the_better_rate_wins()
    {
        var x = Tensor.Arange(60).Reshape(30, 2).ToFloat32() / 60f;
        var y = x.Sum(1, keepDims: true);
        var space = new SearchSpace().Choice("rate", 1e-5, 0.3);
        var result = new GridSearch(space).Run(settings =>
        {
            var model = new Sequential([new Dense(1, inputDim: 2)], seed: 1);
            model.Compile(new SGD(settings["rate"]), new MeanSquaredError());
            return model;
        }, x, y, new TuningOptions { Folds = 3, Epochs = 10 });
        result.Best!.Parameters["rate"].ShouldBe(0.3);
        result.Best.FoldScores.Count.ShouldBe(3);
        result.Best.FoldScores.Distinct().Count().ShouldBe(3);
        result.ToTable().Columns.ShouldBe(["trial", "rate", "epochs", "loss", "spread"]);
        result.Plot().Axes.ShouldBe(["rate", "loss"]);
    }

    [Fact]
    public void What_cannot_be_searched_is_refused()
    {
        Should.Throw<ArgumentException>(() => new SearchSpace().Range("r", 0, 1, log: true)).Message.ShouldContain("above 0");
        Should.Throw<ArgumentException>(() => new SearchSpace().Choice("r"));
        Should.Throw<ArgumentException>(() => new GridSearch(new SearchSpace()));
        Should.Throw<KeyNotFoundException>(() => new HyperParameters(new Dictionary<string, double> { ["a"] = 1 })["b"]);
    }
}
