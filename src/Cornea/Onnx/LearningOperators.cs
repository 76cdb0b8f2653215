namespace Cornea.Onnx;

/// <summary>The operators of <c>ai.onnx.ml</c> that exports of scikit-learn use.</summary>
internal static class LearningOperators
{
    private const string Domain = "ai.onnx.ml";

    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("Scaler", 1, "offset scale", call =>
            (Single(call[0]) - Numbers(call, "offset")) * Numbers(call, "scale"), Domain),
        OperatorEntry.Of("Normalizer", 1, "norm", call =>
        {
            var x = Single(call[0]);
            var norm = call.Text("norm", "MAX") switch
            {
                "MAX" => x.Abs().Max(-1, true),
                "L1" => x.Abs().Sum(-1, true),
                "L2" => (x * x).Sum(-1, true).Sqrt(),
                var other => throw call.Fault($"norm '{other}' is not known", "norm"),
            };
            return x / Tensor.Where(norm.EqualTo(0), 1, norm);
        }, Domain),
        OperatorEntry.Of("ArrayFeatureExtractor", 1, "", call =>
        {
            var chosen = call[0].Gather(IndexingOperators.FromStart(call[1].Flatten(), call[0].Shape[^1]), call[0].Rank - 1);
            return chosen.Rank == 1 ? chosen.ExpandDims(0) : chosen;
        }, Domain),
        OperatorEntry.Of("LinearRegressor", 1, "coefficients intercepts post_transform targets", call =>
            Transformed(call, Linear(call, call.Int("targets", 1))), Domain),
        new OperatorEntry("LinearClassifier", 1, "classlabels_ints classlabels_strings coefficients intercepts multi_class post_transform",
            LinearClassifier, Domain),
        // A map from labels to probabilities: here the probabilities in the labels' order.
        OperatorEntry.Of("ZipMap", 1, "classlabels_int64s classlabels_strings", call => call[0], Domain),
        OperatorEntry.Of("Binarizer", 1, "threshold", call => (call[0] > call.Float("threshold", 0)).Cast(call[0].DType), Domain),
        OperatorEntry.Of("Imputer", 1, "imputed_value_floats imputed_value_int64s replaced_value_float replaced_value_int64", call =>
        {
            if (!call.Has("imputed_value_floats"))
                throw call.Fault("whole numbers are not supported", "imputed_value_int64s");
            var replaced = call.Float("replaced_value_float", 0);
            return Tensor.Where(double.IsNaN(replaced) ? call[0].IsNaN() : call[0].EqualTo(replaced), Numbers(call, "imputed_value_floats"),
                call[0]);
        }, Domain),
        new OperatorEntry("TreeEnsembleClassifier", 1, TreeEnsemble.Attributes
            + " class_ids class_nodeids class_treeids class_weights classlabels_int64s classlabels_strings", TreeClassifier, Domain),
        OperatorEntry.Of("TreeEnsembleRegressor", 1, TreeEnsemble.Attributes
            + " aggregate_function n_targets target_ids target_nodeids target_treeids target_weights", call =>
            Transformed(call, TreeEnsemble.Of(call, "target").Scores(call, Single(call[0]), call.Int("n_targets", 1))), Domain),
    ];

    private static Tensor Single(Tensor x) => x.Cast(DType.Float32);

    private static Tensor Numbers(OperatorCall call, string name) =>
        Tensor.From(call.Floats(name) ?? throw call.Fault($"the attribute '{name}' is missing", name));

    private static Tensor Linear(OperatorCall call, int rows)
    {
        var coefficients = Numbers(call, "coefficients");
        if (rows < 1 || coefficients.Size % rows != 0)
            throw call.Fault($"{coefficients.Size} coefficients are no {rows} rows", "coefficients");
        var x = Single(call[0].Rank == 1 ? call[0].ExpandDims(0) : call[0]);
        var scores = LinearOperators.Product(call, x, coefficients.Reshape(rows, coefficients.Size / rows).Transpose());
        return call.Has("intercepts") ? scores + Numbers(call, "intercepts") : scores;
    }

    private static Tensor Transformed(OperatorCall call, Tensor scores) => call.Text("post_transform", "NONE") switch
    {
        "NONE" => scores,
        "LOGISTIC" => scores.Sigmoid(),
        "SOFTMAX" => scores.Softmax(),
        "SOFTMAX_ZERO" => Tensor.Where(scores.EqualTo(0), 0, Tensor.Where(scores.EqualTo(0), double.NegativeInfinity, scores).Softmax()),
        var other => throw call.Fault($"post_transform '{other}' is not supported", "post_transform"),
    };

    private static int[] Labels(OperatorCall call, string name, string texts) => call.Has(texts)
        ? throw call.Fault("labels that are texts are not supported: export with whole numbers as labels", texts)
        : call.Ints(name) ?? throw call.Fault($"the attribute '{name}' is missing", name);

    private static Tensor?[] LinearClassifier(OperatorCall call)
    {
        var labels = Labels(call, "classlabels_ints", "classlabels_strings");
        var rows = Math.Max(1, call.Floats("intercepts")?.Length ?? labels.Length);
        return Classified(call, Linear(call, rows), labels);
    }

    private static Tensor?[] TreeClassifier(OperatorCall call)
    {
        var labels = Labels(call, "classlabels_int64s", "classlabels_strings");
        var trees = TreeEnsemble.Of(call, "class");
        var single = labels.Length == 2 && call.Ints("class_ids")!.Distinct().Count() == 1;
        var scores = trees.Scores(call, Single(call[0]), labels.Length);
        return Classified(call, single ? scores.Narrow(1, call.Ints("class_ids")![0], 1) : scores, labels);
    }

    // One score for two classes is that of the second.
    private static Tensor?[] Classified(OperatorCall call, Tensor scores, int[] labels)
    {
        if (scores.Shape[^1] == 1 && labels.Length == 2)
        {
            var transform = call.Text("post_transform", "NONE");
            var second = Transformed(call, scores);
            var limit = transform == "LOGISTIC" ? 0.5 : call.Node.Operator == "TreeEnsembleClassifier" ? 0.5 : 0;
            var both = transform == "NONE" && call.Node.Operator == "LinearClassifier"
                ? Tensor.Concat([-second, second], 1) : Tensor.Concat([1 - second, second], 1);
            return [Named((second > limit).Cast(DType.Int32).Squeeze(1), labels), both];
        }
        return [Named(scores.ArgMax(), labels), Transformed(call, scores)];
    }

    private static Tensor Named(Tensor index, int[] labels) => Tensor.From(labels.Select(label => (long)label).ToArray()).Gather(index);
}
