using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>metrics.json: the result after each of three batches, and the accumulators at the end.</summary>
public sealed class MetricsReplay : Replay
{
    private const double Tolerance = 1e-5;

    public override string File => "metrics.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var metric = Make(test.Text("class_name"), test.GetProperty("kwargs"));
        comparison.Same("name", metric.Name, test.GetProperty("config").Text("name"));
        foreach (var (batch, update) in test.GetProperty("updates").EnumerateArray().Index())
        {
            new CompiledFunction([], [], Updates(metric, update)).Run();
            comparison.Near($"result after batch {batch + 1}", metric.Result(), test.GetProperty("results")[batch], Tolerance);
        }
        if (test.Optional("state") is not { } state)
            return;
        comparison.Same("accumulators", string.Join(' ', metric.Variables.Select(variable => variable.Name)), string.Join(' ', state.EnumerateArray().Select(expected => expected.Text("name"))));
        foreach (var (variable, expected) in metric.Variables.Zip(state.EnumerateArray()))
            comparison.Near(variable.Name, variable.ToTensor(), expected.GetProperty("value"), Tolerance);
    }

    private static IReadOnlyList<Update> Updates(Metric metric, JsonElement update)
    {
        var (targets, weights) = (update.GetProperty("y_true").Tensor(), update.Tensor("sample_weight"));
        return metric switch
        {
            Mean mean => mean.Add(targets, weights),
            Sum sum => sum.Add(targets, weights),
            _ => metric.Update(targets, update.GetProperty("y_pred").Tensor(), weights),
        };
    }

    /// <summary>The metric of a class name and constructor arguments.</summary>
    public static Metric Make(string className, JsonElement kwargs)
    {
        var (classes, targets) = (kwargs.Whole("num_classes", 2), kwargs.Axes("target_class_ids"));
        var (ignored, classId, topK) = (kwargs.Optional("ignore_class")?.GetInt32(), kwargs.Optional("class_id")?.GetInt32(), kwargs.Optional("top_k")?.GetInt32());
        var (thresholds, count) = (kwargs.Optional("thresholds")?.Numbers(), kwargs.Whole("num_thresholds", 200));
        return className switch
        {
            "Mean" => new Mean(),
            "Sum" => new Sum(),
            "Accuracy" => new ExactAccuracy(),
            "BinaryAccuracy" => new BinaryAccuracy(threshold: kwargs.Number("threshold", 0.5)),
            "CategoricalAccuracy" => new CategoricalAccuracy(),
            "SparseCategoricalAccuracy" => new SparseCategoricalAccuracy(),
            "TopKCategoricalAccuracy" => new TopKCategoricalAccuracy(kwargs.Whole("k", 5)),
            "SparseTopKCategoricalAccuracy" => new SparseTopKCategoricalAccuracy(kwargs.Whole("k", 5)),
            "RootMeanSquaredError" => new RootMeanSquaredError(),
            "PearsonCorrelation" => new PearsonCorrelation(),
            "ConcordanceCorrelation" => new ConcordanceCorrelation(),
            "R2Score" => new R2Score(Aggregation(kwargs), kwargs.Whole("num_regressors", 0)),
            "Precision" => new Precision(thresholds, topK, classId),
            "Recall" => new Recall(thresholds, topK, classId),
            "TruePositives" => new TruePositives(thresholds),
            "TrueNegatives" => new TrueNegatives(thresholds),
            "FalsePositives" => new FalsePositives(thresholds),
            "FalseNegatives" => new FalseNegatives(thresholds),
            "SensitivityAtSpecificity" => new SensitivityAtSpecificity(kwargs.Number("specificity"), count, classId),
            "SpecificityAtSensitivity" => new SpecificityAtSensitivity(kwargs.Number("sensitivity"), count, classId),
            "PrecisionAtRecall" => new PrecisionAtRecall(kwargs.Number("recall"), count, classId),
            "RecallAtPrecision" => new RecallAtPrecision(kwargs.Number("precision"), count, classId),
            "AUC" => new AUC(
                count, Enum.Parse<AUCCurve>(kwargs.Text("curve", "ROC")), Enum.Parse<AUCSummation>(kwargs.Text("summation_method",
                "interpolation"), ignoreCase: true),
                thresholds: thresholds, multiLabel: kwargs.Flag("multi_label"), numLabels: kwargs.Optional("num_labels")?.GetInt32(),
                fromLogits: kwargs.Flag("from_logits")),
            "F1Score" => new F1Score(Average(kwargs), kwargs.Optional("threshold")?.Number()),
            "FBetaScore" => new FBetaScore(Average(kwargs), kwargs.Number("beta", 1), kwargs.Optional("threshold")?.Number()),
            "IoU" => new IoU(classes, targets!, ignoreClass: ignored),
            "MeanIoU" => new MeanIoU(classes, ignoreClass: ignored),
            "BinaryIoU" => new BinaryIoU(targets, kwargs.Number("threshold", 0.5)),
            "OneHotIoU" => new OneHotIoU(classes, targets!, ignoreClass: ignored),
            "OneHotMeanIoU" => new OneHotMeanIoU(classes, ignoreClass: ignored),
            "LogCoshError" => new LogCosh(),
            _ => LossesReplay.Make(className, kwargs),
        };
    }

    private static ScoreAverage Average(JsonElement kwargs) => Enum.Parse<ScoreAverage>(kwargs.Text("average", "none"), ignoreCase: true);

    // The argument may be null, which is not the default.
    private static R2Aggregation Aggregation(JsonElement kwargs) => !kwargs.TryGetProperty("class_aggregation", out var value) ? R2Aggregation.UniformAverage : value.GetString() switch
    {
        null => R2Aggregation.None,
        "uniform_average" => R2Aggregation.UniformAverage,
        "variance_weighted_average" => R2Aggregation.VarianceWeightedAverage,
        var other => throw new UnsupportedCaseException(other),
    };
}
