using Shouldly;

namespace Cornea.Tests.Metrics;

public sealed class MetricTests
{
    private static readonly Tensor Labels = Tensor.From([0f, 0, 1, 1]);
    private static readonly Tensor Scores = Tensor.From([0f, 0.5f, 0.3f, 0.9f]);

    [Fact]
    public void Losses_and_metrics_stand_in_one_list()
    {
        IReadOnlyList<Metric> metrics = [new Accuracy(), new MeanSquaredError(), new LogCosh(), new CosineSimilarity()];
        metrics.Select(metric => metric.Name).ShouldBe(["accuracy", "mean_squared_error", "logcosh", "cosine_similarity"]);
        metrics.Select(metric => metric.HigherIsBetter).ShouldBe([true, false, false, true]);
    }

    [Fact]
    public void A_loss_as_metric_is_the_mean_over_all_samples_whatever_the_batches()
    {
        Metric error = new MeanSquaredError();
        error.After(Tensor.From(new float[,] { { 0 }, { 0 }, { 0 } }), Tensor.From(new float[,] { { 1 }, { 2 }, { 3 } }));
        error.After(Tensor.From(new float[,] { { 0 } }), Tensor.From(new float[,] { { 4 } })).Item().ShouldBe(7.5f);
    }

    [Fact]
    public void Cosine_similarity_is_not_negated_as_a_metric()
    {
        Metric similarity = new CosineSimilarity();
        similarity.After(Tensor.From(new float[,] { { 1, 0 } }), Tensor.From(new float[,] { { 2, 0 } })).Item().ShouldBe(1, 1e-6);
    }

    [Fact]
    public void Mean_weights_its_values_and_starts_again_after_a_reset()
    {
        var mean = new Mean();
        mean.Result().Item().ShouldBe(0);
        new CompiledFunction([], [], mean.Add(Tensor.From([1f, 3, 5, 7]), Tensor.From([1f, 1, 0, 0]))).Run();
        mean.Result().Item().ShouldBe(2);
        mean.Reset();
        new CompiledFunction([], [], mean.Add(Tensor.From([1f, 3, 5, 7]))).Run();
        mean.Result().Item().ShouldBe(4);
    }

    [Fact]
    public void Sum_adds_up_over_batches()
    {
        var sum = new Sum();
        new CompiledFunction([], [], sum.Add(Tensor.From([1f, 3, 5, 7]))).Run();
        new CompiledFunction([], [], sum.Add(Tensor.From([2f]))).Run();
        sum.Result().Item().ShouldBe(18);
    }

    [Fact]
    public void Accuracy_goes_by_the_shapes()
    {
        var scores = Tensor.From(new float[,] { { 0.1f, 0.9f, 0.8f }, { 0.05f, 0.95f, 0 } });
        new Accuracy().After(Tensor.From(new float[,] { { 0, 0, 1 }, { 0, 1, 0 } }), scores).Item().ShouldBe(0.5f);
        new Accuracy().After(Tensor.From([2, 1]), scores).Item().ShouldBe(0.5f);
        new Accuracy().After(Tensor.From(new byte[,] { { 1 }, { 1 } }), scores).Item().ShouldBe(1f);
        new Accuracy().After(Tensor.From([1f, 1, 0]), Tensor.From(new float[,] { { 0.98f }, { 0.5f }, { 0.6f } })).Item().ShouldBe(1 / 3f);
    }

    [Fact]
    public void Exact_accuracy_compares_labels() =>
        new ExactAccuracy().After(Tensor.From([1f, 2, 3, 4]), Tensor.From([0f, 2, 3, 4])).Item().ShouldBe(0.75f);

    [Fact]
    public void Binary_accuracy_takes_a_prediction_at_the_threshold_for_0()
    {
        var accuracy = new BinaryAccuracy();
        accuracy.After(Tensor.From([1f, 1, 0, 0]), Tensor.From([0.98f, 1, 0.5f, 0.6f])).Item().ShouldBe(0.75f);
    }

    [Fact]
    public void Top_k_counts_classes_among_the_k_largest()
    {
        var scores = Tensor.From(new float[,] { { 0.1f, 0.9f, 0.8f }, { 0.05f, 0.95f, 0 } });
        new SparseTopKCategoricalAccuracy(1).After(Tensor.From([2, 1]), scores).Item().ShouldBe(0.5f);
        new SparseTopKCategoricalAccuracy(2).After(Tensor.From([2, 1]), scores).Item().ShouldBe(1f);
    }

    [Fact]
    public void Precision_and_recall_give_the_examples_of_Keras()
    {
        var (labels, predictions) = (Tensor.From([0f, 1, 1, 1]), Tensor.From([1f, 0, 1, 1]));
        new Precision().After(labels, predictions).Item().ShouldBe(2 / 3f, 1e-6);
        new Recall().After(labels, predictions, Tensor.From([0f, 0, 1, 0])).Item().ShouldBe(1f);
        new Precision(topK: 2).After(Tensor.From([0f, 0, 1, 1]), Tensor.From([1f, 1, 1, 1])).Item().ShouldBe(0f);
        new Recall([0.2, 0.8]).After(Labels, Scores).ToArray().ShouldBe([1f, 0.5f]);
    }

    [Fact]
    public void Areas_under_curves_give_the_examples_of_Keras()
    {
        new AUC(numThresholds: 3).After(Labels, Scores).Item().ShouldBe(0.75f, 1e-6);
        new AUC(numThresholds: 3).After(Labels, Scores, Tensor.From([1f, 0, 0, 1])).Item().ShouldBe(1f, 1e-6);
    }

    [Fact]
    public void Even_thresholds_count_by_buckets_what_uneven_ones_count_by_comparison()
    {
        var (labels, scores) = (RandomKey.From(1).Uniform([200]) > 0.4, RandomKey.From(2).Uniform([200]));
        // Eleven even thresholds go by buckets; the same eleven and one more go by comparison.
        double[] even = [0, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1];
        var buckets = new TruePositives(even).After(labels, scores).ToArray();
        var comparison = new TruePositives([.. even, 1]).After(labels, scores).ToArray();
        buckets.ShouldBe(comparison[..11]);
        buckets[0].ShouldBeGreaterThan(100);
        buckets[10].ShouldBe(0);
    }

    [Fact]
    public void Sensitivity_at_specificity_gives_the_example_of_Keras()
    {
        var (labels, scores) = (Tensor.From([0f, 0, 0, 1, 1]), Tensor.From([0f, 0.3f, 0.8f, 0.3f, 0.8f]));
        new SensitivityAtSpecificity(0.5).After(labels, scores).Item().ShouldBe(0.5f, 1e-6);
        new SensitivityAtSpecificity(0.5).After(labels, scores, Tensor.From([1f, 1, 2, 2, 1])).Item().ShouldBe(1 / 3f, 1e-6);
        new SpecificityAtSensitivity(0.5).After(labels, scores).Item().ShouldBe(2 / 3f, 1e-6);
        new PrecisionAtRecall(0.5).After(labels, scores).Item().ShouldBe(0.5f, 1e-6);
        new RecallAtPrecision(0.8).After(Labels, Scores).Item().ShouldBe(0.5f, 1e-6);
    }

    [Fact]
    public void F_scores_give_the_examples_of_Keras()
    {
        var labels = Tensor.From(new[,] { { 1, 1, 1 }, { 1, 0, 0 }, { 1, 1, 0 } });
        var scores = Tensor.From(new float[,] { { 0.2f, 0.6f, 0.7f }, { 0.2f, 0.6f, 0.6f }, { 0.6f, 0.8f, 0 } });
        new F1Score(threshold: 0.5).After(labels, scores).ToArray().ShouldBe([0.5f, 0.8f, 0.6666667f], 1e-5);
        new FBetaScore(beta: 2, threshold: 0.5).After(labels, scores).ToArray().ShouldBe([0.3846154f, 0.90909094f, 0.8333334f], 1e-5);
    }

    [Fact]
    public void R2_score_gives_the_example_of_Keras() =>
        new R2Score().After(Tensor.From(new float[,] { { 1 }, { 4 }, { 3 } }), Tensor.From(new float[,] { { 2 }, { 4 }, { 4 } })).Item()
        .ShouldBe(0.57142854f, 1e-5);

    [Fact]
    public void Overlap_gives_the_examples_of_Keras_and_refuses_classes_out_of_range()
    {
        var (labels, predictions) = (Tensor.From([0, 0, 1, 1]), Tensor.From([0, 1, 0, 1]));
        new IoU(2, [0]).After(labels, predictions).Item().ShouldBe(1 / 3f, 1e-5);
        new MeanIoU(2, dtype: DType.Float32).After(labels, predictions, Tensor.From([0.3f, 0.3f, 0.3f, 0.1f])).Item()
            .ShouldBe(0.23809525f, 1e-5);
        new BinaryIoU(threshold: 0.3).After(Tensor.From([0f, 1, 0, 1]), Tensor.From([0.1f, 0.2f, 0.4f, 0.7f])).Item()
            .ShouldBe(1 / 3f, 1e-5);
        Should.Throw<IndexOutOfRangeException>(() => new MeanIoU(2).After(labels, predictions + 1));
    }

    [Fact]
    public void Adjusted_for_more_regressors_than_samples_R2_stays_the_plain_score()
    {
        var (labels, predictions) = (Tensor.From(new float[,] { { 1 }, { 4 }, { 3 } }), Tensor.From(new float[,] { { 2 }, { 4 }, { 4 } }));
        new R2Score(numRegressors: 5).After(labels, predictions).Item().ShouldBe(0.57142854f, 1e-5);
        new R2Score(numRegressors: 1).After(labels, predictions).Item().ShouldBe(1 - (1 - 0.57142854f) * 2, 1e-5);
    }

    [Fact]
    public void Names_of_metrics_and_losses_make_metrics()
    {
        Metric.FromName("acc").ShouldBeOfType<Accuracy>();
        Metric.FromName("AUC").ShouldBeOfType<AUC>();
        Metric.FromName("mse").Name.ShouldBe("mean_squared_error");
        Should.Throw<ArgumentException>(() => Metric.FromName("acuracy")).Message.ShouldBe(
            "The name of a metric was expected, but received 'acuracy'. Did you mean 'accuracy'? (Parameter 'name')");
    }

    [Fact]
    public void Errors_say_what_to_do()
    {
        var scores = Tensor.Zeros([4, 3]);
        Should.Throw<ShapeException>(() => new SparseCategoricalAccuracy().Update(Tensor.Zeros([4, 3]), scores)).Message
            .ShouldContain(
            "expects one class number per row of the predictions of shape (4, 3), but received targets of shape (4, 3). Use "
                + "CategoricalAccuracy");
        Should.Throw<ShapeException>(() => new CategoricalAccuracy().Update(Tensor.Zeros([4, 2]), scores)).Message.ShouldContain(
            "Use OneHot.Encode");
        Should.Throw<ArgumentException>(() => new BinaryAccuracy(threshold: double.NaN)).Message.ShouldContain(
            "expects a finite threshold, but received NaN");
        Should.Throw<ArgumentException>(() => new Precision([0.5, 1.5])).Message.ShouldContain(
            "Precision 'precision' expects thresholds between 0 and 1, but received 1.5");
        Should.Throw<ArgumentException>(() => new AUC(numThresholds: 1)).Message.ShouldContain("2 or more");
        Should.Throw<ArgumentException>(() => new AUC(numLabels: 3)).Message.ShouldContain("multiLabel: true");
        Should.Throw<ArgumentException>(() => new IoU(2, [2])).Message.ShouldContain("target classes from 0 to 1, but received [2]");
        Should.Throw<InvalidOperationException>(() => new F1Score().Result()).Message.ShouldContain("Call Update first");
    }
}
