using System.Text.Json;

namespace Cornea.Reports.Tests.Reports;

/// <summary>Evaluations against what scikit-learn computed from the same predictions (tests/fixtures/reports/make.py).</summary>
public sealed class EvaluationTests
{
    // The inputs are float32 in both; sums of a few hundred doubles differ in their last bits.
    private const double Tolerance = 1e-12;

    public static TheoryData<int> Classifications() => [.. Enumerable.Range(0, Load("classification.json").GetArrayLength())];

    public static TheoryData<int> Regressions() => [.. Enumerable.Range(0, Load("regression.json").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Classifications))]
    public void The_report_is_that_of_scikit_learn(int index)
    {
        var (evaluation, expected) = Classify(index);
        Same(evaluation.ToString(), expected.GetProperty("report").GetString()!);
        Same(evaluation.ToString(digits: 4), expected.GetProperty("report4").GetString()!);
    }

    // Where a class is neither there nor predicted, scikit-learn 1.2 prints the accuracy as "micro avg", three times the same number.
    private static void Same(string actual, string expected)
    {
        if (expected.Contains("micro avg", StringComparison.Ordinal))
        {
            var line = expected.Split('\n').Single(one => one.Contains("micro avg", StringComparison.Ordinal));
            var (number, support) = (line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], line[^10..]);
            expected = expected.Replace(
                line, "accuracy".PadLeft(line.Length - 41) + new string(' ', 21) + number.PadLeft(10) + support, StringComparison.Ordinal);
        }
        actual.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Classifications))]
    public void Metrics_of_classes_are_those_of_scikit_learn(int index)
    {
        var (evaluation, expected) = Classify(index);
        evaluation.Confusion.Rows.SelectMany(row => row).ShouldBe(
            expected.GetProperty("confusion").EnumerateArray().SelectMany(row => row.EnumerateArray().Select(cell => cell.GetInt64())));
        evaluation.Accuracy.ShouldBe(expected.GetProperty("accuracy").GetDouble(), Tolerance);
        evaluation.BalancedAccuracy.ShouldBe(expected.GetProperty("balanced").GetDouble(), Tolerance);
        evaluation.Confusion.MatthewsCorrelation().ShouldBe(expected.GetProperty("matthews").GetDouble(), Tolerance);
        Near(evaluation.Classes.Select(metrics => metrics.Precision), expected.GetProperty("precision"));
        Near(evaluation.Classes.Select(metrics => metrics.F1), expected.GetProperty("f1"));
        // scikit-learn divides each row by its sum first; the rows are float32, whose sums are 1 to 1e-7.
        evaluation.LogLoss.ShouldBe(expected.GetProperty("log_loss").GetDouble(), 1e-6);
        if (expected.TryGetProperty("top2", out var top))
            evaluation.TopK(2).ShouldBe(top.GetDouble(), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Classifications))]
    public void Curves_are_those_of_scikit_learn(int index)
    {
        var (evaluation, expected) = Classify(index);
        foreach (var curve in expected.GetProperty("curves").EnumerateArray())
        {
            var roc = evaluation.Roc(curve.GetProperty("class").GetInt32());
            Near(roc.X, curve.GetProperty("fpr"));
            Near(roc.Y, curve.GetProperty("tpr"));
            roc.Area.ShouldBe(curve.GetProperty("auc").GetDouble(), Tolerance);
            var precision = evaluation.PrecisionRecall(curve.GetProperty("class").GetInt32());
            Near(precision.X, curve.GetProperty("recall"));
            Near(precision.Y, curve.GetProperty("precision"));
            precision.Area.ShouldBe(curve.GetProperty("average_precision").GetDouble(), Tolerance);
        }
    }

    [Fact]
    public void Weighted_samples_are_evaluated_as_scikit_learn_does()
    {
        var cases = Load("weighted.json");
        var one = cases.GetProperty("classification");
        var weights = Tensor.From(Doubles(one, "weights"));
        var labels = Tensor.From(Array.ConvertAll(Doubles(one, "labels"), label => (int)label));
        var probabilities = Tensor.From(Doubles(one, "probabilities"), [50, 4]);
        var classes = (ClassificationEvaluation)Evaluation.OfPredictions(probabilities, labels, null, weights);
        classes.ToString().ShouldBe(one.GetProperty("report").GetString());
        classes.Accuracy.ShouldBe(one.GetProperty("accuracy").GetDouble(), Tolerance);
        classes.BalancedAccuracy.ShouldBe(one.GetProperty("balanced").GetDouble(), Tolerance);
        classes.Confusion.MatthewsCorrelation().ShouldBe(one.GetProperty("matthews").GetDouble(), Tolerance);
        classes.LogLoss.ShouldBe(one.GetProperty("log_loss").GetDouble(), 1e-6);
        classes.TopK(2).ShouldBe(one.GetProperty("top2").GetDouble(), Tolerance);
        Near(Enumerable.Range(0, 16).Select(cell => classes.Confusion.Weight(cell / 4, cell % 4)), one.GetProperty("confusion"));
        Near(Enumerable.Range(0, 4).Select(index => classes.Roc(index).Area), one.GetProperty("auc"));
        Near(Enumerable.Range(0, 4).Select(index => classes.PrecisionRecall(index).Area), one.GetProperty("average_precision"));

        var several = cases.GetProperty("multilabel");
        var multilabel = (MultilabelEvaluation)Evaluation.OfPredictions(Tensor.From(Doubles(several, "scores"), [50, 4]),
            Tensor.From(Doubles(several, "targets"), [50, 4]), null, weights.Reshape(50, 1));
        multilabel.ToString().ShouldBe(several.GetProperty("report").GetString());
        multilabel.SubsetAccuracy.ShouldBe(several.GetProperty("subset").GetDouble(), Tolerance);
        multilabel.HammingLoss.ShouldBe(several.GetProperty("hamming").GetDouble(), Tolerance);
        multilabel.MacroAuc.ShouldBe(several.GetProperty("auc").GetDouble(), Tolerance);

        var numbers = cases.GetProperty("regression");
        var regression = (RegressionEvaluation)Evaluation.OfPredictions(Tensor.From(Doubles(numbers, "predictions"), [50, 2]),
            Tensor.From(Doubles(numbers, "targets"), [50, 2]), null, weights);
        regression.R2.ShouldBe(numbers.GetProperty("r2").GetDouble(), Tolerance);
        regression.MeanSquaredError.ShouldBe(numbers.GetProperty("mse").GetDouble(), Tolerance);
        regression.MeanAbsoluteError.ShouldBe(numbers.GetProperty("mae").GetDouble(), Tolerance);
        regression.MedianAbsoluteError.ShouldBe(numbers.GetProperty("median").GetDouble(), Tolerance);
    }

    [Fact]
    public void A_model_is_evaluated_with_the_weights_of_its_samples()
    {
        // The first class is always more probable: right for the first sample alone, which has three of four parts of the weight.
        var model = new Sequential { new InputLayer(2), new Softmax() };
        var (x, y, weights) = (Tensor.From([1f, 0f, 1f, 0f], [2, 2]), Tensor.From([0, 1]), Tensor.From([3f, 1f]));
        ((ClassificationEvaluation)Evaluation.Of(model, (x, y, weights))).Accuracy.ShouldBe(0.75);
        var batches = Dataset.From(x, y, weights).Batch(1);
        ((ClassificationEvaluation)Evaluation.Of(model, batches)).Accuracy.ShouldBe(0.75);
        ((ClassificationEvaluation)Evaluation.Of(model, (x, y))).Accuracy.ShouldBe(0.5);
        Should.Throw<ArgumentException>(() => Evaluation.OfPredictions(x, y, null, Tensor.From([1f]))).Message
            .ShouldContain("An evaluation of 2 samples expects a weight for each, but received weights of shape (1,)");
        Should.Throw<ArgumentException>(() => Evaluation.OfPredictions(x, y, null, Tensor.From([1f, -1f]))).Message
            .ShouldContain("0 or more");
    }

    private static double[] Doubles(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    public static TheoryData<int> Multilabels() => [.. Enumerable.Range(0, Load("multilabel.json").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Multilabels))]
    public void Metrics_of_labels_are_those_of_scikit_learn(int index)
    {
        var expected = Load("multilabel.json")[index];
        string[] names = [.. expected.GetProperty("names").EnumerateArray().Select(name => name.GetString()!)];
        var targets = Numbers(expected.GetProperty("targets"));
        Shape shape = [targets.Length / names.Length, names.Length];
        var scores = Array.ConvertAll(Numbers(expected.GetProperty("scores")), value => (float)value);
        var evaluation = Evaluation.OfPredictions(
            Tensor.From(scores, shape), Tensor.From(targets, shape), new EvaluationOptions { ClassNames = names })
            .ShouldBeOfType<MultilabelEvaluation>();
        evaluation.ToString().ShouldBe(expected.GetProperty("report").GetString());
        evaluation.SubsetAccuracy.ShouldBe(expected.GetProperty("subset").GetDouble(), Tolerance);
        evaluation.HammingLoss.ShouldBe(expected.GetProperty("hamming").GetDouble(), Tolerance);
        evaluation.MacroAuc.ShouldBe(expected.GetProperty("auc").GetDouble(), Tolerance);
        Near(expected.GetProperty("both").EnumerateArray().Select(label => evaluation.PrecisionRecall(label.GetInt32()).Area),
            expected.GetProperty("average_precision"));
        foreach (var (name, average) in new[]
        {
            ("micro", evaluation.MicroAverage), ("macro", evaluation.MacroAverage), ("weighted", evaluation.WeightedAverage),
            ("samples", evaluation.SamplesAverage),
        })
        {
            Near([average.Precision, average.Recall, average.F1], expected.GetProperty(name));
        }
        evaluation.Plots.ShouldAllBe(plot => plot.ToSvg().Length > 0);
        new Report("Labels").Add(evaluation).ToHtml().ShouldContain("Hamming loss");
    }

    [Fact]
    public void Rows_of_zeros_and_ones_are_labels_logits_their_sigmoid_and_numbers_only_where_that_is_said()
    {
        var targets = Tensor.From(new[,] { { 1f, 1f }, { 0f, 0f } });
        var logits = Tensor.From(new[,] { { 3f, 0.1f }, { -2f, 1f } });
        var labels = Evaluation.OfPredictions(logits, targets).ShouldBeOfType<MultilabelEvaluation>();
        (labels.SubsetAccuracy, labels.HammingLoss).ShouldBe((0.5, 0.25));
        Evaluation.OfPredictions(logits, targets, new EvaluationOptions { Threshold = 0.8 }).ShouldBeOfType<MultilabelEvaluation>()
            .Classes.Select(metrics => metrics.Recall).ShouldBe([1, 0]);
        Evaluation.OfPredictions(logits, targets, new EvaluationOptions { IsClassification = false })
            .ShouldBeOfType<RegressionEvaluation>();
    }

    [Theory]
    [MemberData(nameof(Regressions))]
    public void Metrics_of_numbers_are_those_of_scikit_learn(int index)
    {
        var expected = Load("regression.json")[index];
        var outputs = expected.GetProperty("outputs").GetInt32();
        var targets = Numbers(expected.GetProperty("targets"));
        Shape shape = [targets.Length / outputs, outputs];
        var predictions = Array.ConvertAll(Numbers(expected.GetProperty("predictions")), value => (float)value);
        var evaluation = Evaluation.OfPredictions(Tensor.From(predictions, shape), Tensor.From(targets, shape))
            .ShouldBeOfType<RegressionEvaluation>();
        evaluation.R2.ShouldBe(expected.GetProperty("r2").GetDouble(), Tolerance);
        evaluation.MeanSquaredError.ShouldBe(expected.GetProperty("mse").GetDouble(), Tolerance);
        evaluation.MeanAbsoluteError.ShouldBe(expected.GetProperty("mae").GetDouble(), Tolerance);
        evaluation.MedianAbsoluteError.ShouldBe(expected.GetProperty("median").GetDouble(), Tolerance);
        evaluation.MaximumError.ShouldBe(expected.GetProperty("max").GetDouble(), Tolerance);
    }

    [Fact]
    public void Calibration_puts_predictions_into_bins_by_confidence()
    {
        var calibration = Calibration.Of([(0.55, true), (0.6, false), (0.95, true), (1, true), (0.91, false)], bins: 10);
        // (0.5, 0.6] holds two predictions, one of them right; (0.9, 1] three, two of them right.
        calibration.Bins[5].ShouldBe(new ReliabilityBin(0.5, 0.6, 2, (0.55 + 0.6) / 2, 0.5));
        calibration.Bins[9].Count.ShouldBe(3);
        var high = Math.Abs(2.0 / 3 - (0.95 + 1 + 0.91) / 3);
        calibration.ExpectedError.ShouldBe(2 / 5.0 * 0.075 + 3 / 5.0 * high, 1e-12);
        calibration.MaximumError.ShouldBe(high, 1e-12);
    }

    [Fact]
    public void The_worst_and_the_most_confused_are_found()
    {
        var probabilities = Tensor.From(new[,] { { 0.9f, 0.1f, 0f }, { 0.2f, 0.3f, 0.5f }, { 0.05f, 0.9f, 0.05f }, { 0.1f, 0.2f, 0.7f } });
        var evaluation = (ClassificationEvaluation)Evaluation.OfPredictions(probabilities, Tensor.From(new[] { 0, 1, 2, 1 }));
        evaluation.Worst(2).Select(result => result.Index).ShouldBe([2, 3]);
        evaluation.MostConfused(1).ShouldBe([new Confusion(1, 2, 2)]);
        evaluation.SamplesOf(1, 2).ShouldBe([1, 3]);
        evaluation[1].Loss.ShouldBe(-Math.Log(0.3f), 1e-7);
    }

    [Fact]
    public void Logits_are_read_as_their_softmax_and_one_output_as_two_classes()
    {
        var logits = (ClassificationEvaluation)Evaluation.OfPredictions(
            Tensor.From(new[,] { { 0f, MathF.Log(3) } }), Tensor.From(new[] { 1 }));
        logits.Probability(0, 1).ShouldBe(0.75, 1e-6);
        var one = (ClassificationEvaluation)Evaluation.OfPredictions(
            Tensor.From(new[,] { { 0.25f }, { 0.75f } }), Tensor.From(new[] { 0f, 1f }));
        (one.ClassNames.Count, one.Accuracy, one.Probability(0, 0)).ShouldBe((2, 1, 0.75));
    }

    [Fact]
    public void Tensors_and_datasets_give_the_same_and_keep_pictures_of_mistakes()
    {
        var x = Tensor.Arange(5 * 64).Reshape(5, 8, 8).ToFloat32() / 320f;
        var y = Tensor.From(new[] { 0, 1, 0, 1, 0 });
        var model = new Sequential { new Flatten(inputShape: [8, 8]), new Dense(2, Activation.Softmax) };
        var whole = (ClassificationEvaluation)Evaluation.Of(model, (x, y));
        var parts = (ClassificationEvaluation)Evaluation.Of(model, Dataset.From(x, y).Batch(2));
        parts.ToString().ShouldBe(whole.ToString());
        whole.Pictures.Keys.Order().ShouldBe(Enumerable.Range(0, 5).Where(i => !whole[i].IsRight));
        parts.Pictures.Keys.Order().ShouldBe(whole.Pictures.Keys.Order());
        var wrong = whole.Pictures.First();
        (wrong.Value.Width, wrong.Value.Height, wrong.Value.Channels).ShouldBe((8, 8, 1));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Should.Throw<ArgumentException>(() => Evaluation.OfPredictions(Tensor.Zeros([3, 2]), Tensor.Zeros([2], DType.Int32)));
        Should.Throw<ArgumentException>(() => Evaluation.OfPredictions(Tensor.Zeros([1, 2]), Tensor.From(new[] { 2 })))
            .Message.ShouldContain("labels 0 to 1");
        Should.Throw<ArgumentException>(() => Evaluation.OfPredictions(Tensor.Zeros([1, 2]), Tensor.From(new[] { 1 }),
            new EvaluationOptions { ClassNames = ["one"] })).Message.ShouldContain("one name per class");
    }

    private static (ClassificationEvaluation Evaluation, JsonElement Expected) Classify(int index)
    {
        var expected = Load("classification.json")[index];
        int[] labels = [.. expected.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32())];
        var classes = expected.GetProperty("classes").GetInt32();
        float[] probabilities = [.. Numbers(expected.GetProperty("probabilities")).Select(value => (float)value)];
        string[]? names = expected.GetProperty("names") is { ValueKind: JsonValueKind.Array } given
            ? [.. given.EnumerateArray().Select(name => name.GetString()!)] : null;
        var evaluation = Evaluation.OfPredictions(Tensor.From(probabilities, [labels.Length, classes]), Tensor.From(labels),
            new EvaluationOptions { ClassNames = names });
        return (evaluation.ShouldBeOfType<ClassificationEvaluation>(), expected);
    }

    private static void Near(IEnumerable<double> actual, JsonElement expected)
    {
        var (left, right) = (actual.ToArray(), Numbers(expected));
        left.Length.ShouldBe(right.Length);
        for (var i = 0; i < left.Length; i++)
            left[i].ShouldBe(right[i], Tolerance);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    private static JsonElement Load(string file) => JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", file))).RootElement.GetProperty("cases");
}
