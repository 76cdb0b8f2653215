using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>losses.json: values under every reduction, and gradients.</summary>
public sealed class LossesReplay : Replay
{
    public override string File => "losses.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var loss = Make(test.Text("class_name"), test.GetProperty("kwargs"));
        var prediction = test.GetProperty("y_pred").Tensor();
        var value = loss.Call(test.GetProperty("y_true").Tensor(), prediction, test.Tensor("sample_weight"));
        var tolerance = test.Text("data").EndsWith("_edge", StringComparison.Ordinal) ? 1e-4 : 1e-5;
        comparison.Near("value", value, test.GetProperty("value"), tolerance);
        var gradient = Gradients.Of(value, [prediction], test.GetProperty("r").Tensor())[0];
        comparison.Near("grad", gradient, test.GetProperty("grad"), tolerance);
    }

    /// <summary>The loss of a class name and constructor arguments.</summary>
    public static Loss Make(string className, JsonElement kwargs)
    {
        var reduction = ReductionOf(kwargs.Text("reduction", "sum_over_batch_size"));
        var logits = kwargs.Flag("from_logits");
        var smoothing = kwargs.Number("label_smoothing", 0);
        var axis = kwargs.Optional("axis") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : -1;
        return className switch
        {
            "BinaryCrossentropy" => new BinaryCrossentropy(logits, smoothing, axis) { Reduction = reduction },
            "BinaryFocalCrossentropy" => new BinaryFocalCrossentropy(
                kwargs.Flag("apply_class_balancing"), kwargs.Number("alpha", 0.25), kwargs.Number("gamma", 2), logits, smoothing, axis)
            { Reduction = reduction },
            "CategoricalCrossentropy" => new CategoricalCrossentropy(logits, smoothing, axis) { Reduction = reduction },
            "CategoricalFocalCrossentropy" => new CategoricalFocalCrossentropy(
                kwargs.Optional("alpha") is { ValueKind: JsonValueKind.Number } alpha ? alpha.GetDouble() : 0.25, kwargs.Number("gamma", 2), logits, smoothing, axis)
            {
                Reduction = reduction,
                ClassAlphas = kwargs.Optional("alpha") is { ValueKind: JsonValueKind.Array } alphas ? [.. alphas.Numbers()] : [],
            },
            "CategoricalGeneralizedCrossEntropy" => new CategoricalGeneralizedCrossEntropy(kwargs.Number("q", 0.5)) { Reduction = reduction },
            "CategoricalHinge" => new CategoricalHinge { Reduction = reduction },
            "Circle" => new Circle(kwargs.Number("gamma", 80), kwargs.Number("margin", 0.4), kwargs.Flag("remove_diagonal", true)) { Reduction = reduction },
            "CosineSimilarity" => new CosineSimilarity(axis) { Reduction = reduction },
            "Dice" => new Dice { Axes = [.. kwargs.Axes("axis") ?? []], Reduction = reduction },
            "Hinge" => new Hinge { Reduction = reduction },
            "Huber" => new Huber(kwargs.Number("delta", 1)) { Reduction = reduction },
            "KLDivergence" => new KLDivergence { Reduction = reduction },
            "LogCosh" => new LogCosh { Reduction = reduction },
            "MeanAbsoluteError" => new MeanAbsoluteError { Reduction = reduction },
            "MeanAbsolutePercentageError" => new MeanAbsolutePercentageError { Reduction = reduction },
            "MeanSquaredError" => new MeanSquaredError { Reduction = reduction },
            "MeanSquaredLogarithmicError" => new MeanSquaredLogarithmicError { Reduction = reduction },
            "Poisson" => new Poisson { Reduction = reduction },
            "SparseCategoricalCrossentropy" => new SparseCategoricalCrossentropy(logits, kwargs.Optional("ignore_class")?.GetInt32()) { Reduction = reduction },
            "SquaredHinge" => new SquaredHinge { Reduction = reduction },
            "Tversky" => new Tversky(kwargs.Number("alpha", 0.5), kwargs.Number("beta", 0.5)) { Axes = [.. kwargs.Axes("axis") ?? []], Reduction = reduction },
            _ => throw new UnsupportedCaseException(className),
        };
    }

    private static Reduction ReductionOf(string name) => name switch
    {
        "sum_over_batch_size" => Reduction.SumOverBatchSize,
        "mean" => Reduction.Mean,
        "sum" => Reduction.Sum,
        "mean_with_sample_weight" => Reduction.MeanWithSampleWeight,
        "none" => Reduction.None,
        _ => throw new UnsupportedCaseException($"reduction {name}"),
    };
}
