using Cornea.Formats.Onnx;

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
                "MAX" => x.Max(-1, true),
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
            if (call.Ints("imputed_value_int64s") is { Length: > 0 })
            {
                var whole = Tensor.From([.. call.Attribute("imputed_value_int64s", OnnxAttributeType.Ints).Ints]);
                return Tensor.Where(call[0].EqualTo(call.Int("replaced_value_int64", 0)), whole.Cast(call[0].DType), call[0]);
            }
            var (replaced, values) = (call.Float("replaced_value_float", 0), Numbers(call, "imputed_value_floats").Cast(call[0].DType));
            return Tensor.Where(double.IsNaN(replaced) ? call[0].IsNaN() : call[0].EqualTo(replaced), values, call[0]);
        }, Domain),
        OperatorEntry.Of("FeatureVectorizer", 1, "inputdimensions", call => Tensor.Concat([.. call.All.Select(Single)], 1), Domain),
        OperatorEntry.Of("TfIdfVectorizer", 9, "max_gram_length max_skip_count min_gram_length mode ngram_counts ngram_indexes pool_int64s "
            + "pool_strings weights", NGrams.Count),
        OperatorEntry.Of("OneHotEncoder", 1, "cats_int64s cats_strings zeros", OneHot, Domain),
        // Both become a LabelEncoder of today while the file is read, see TextValues.
        OperatorEntry.Of("CategoryMapper", 1, "cats_int64s cats_strings default_int64 default_string", Encode, Domain),
        OperatorEntry.Of("LabelEncoder", 1, "classes_strings default_float default_int64 default_string default_tensor keys_floats "
            + "keys_int64s keys_strings keys_tensor values_floats values_int64s values_strings values_tensor", Encode, Domain),
        OperatorEntry.Of("SVMRegressor", 1, SupportVectors.RegressorAttributes, call =>
            Transformed(call, SupportVectors.Regressor(call, Single(call[0]))), Domain),
        new OperatorEntry("SVMClassifier", 1, SupportVectors.ClassifierAttributes, call =>
        {
            var labels = Labels(call, "classlabels_ints");
            var (winner, scores) = SupportVectors.Classifier(call, Single(call[0]), labels.Length);
            // One score for a pair of classes is that of the first.
            var shown = labels.Length == 2 && scores.Shape[1] == 1 ? Tensor.Concat([-scores, scores], 1) : scores;
            return [Named(winner, labels), Transformed(call, shown)];
        }, Domain),
        new OperatorEntry("TreeEnsembleClassifier", 1, TreeEnsemble.Attributes
            + " class_ids class_nodeids class_treeids class_weights class_weights_as_tensor classlabels_int64s"
            + " classlabels_strings", TreeClassifier, Domain),
        OperatorEntry.Of("TreeEnsembleRegressor", 1, TreeEnsemble.Attributes
            + " aggregate_function n_targets target_ids target_nodeids target_treeids target_weights target_weights_as_tensor", call =>
            Single(Transformed(call, TreeEnsemble.Of(call, "target").Scores(call, call[0], call.Int("n_targets", 1),
                call.Text("aggregate_function", "SUM")))), Domain),
        OperatorEntry.Of("TreeEnsemble", 5, TreeEnsemble.EnsembleAttributes, call =>
        {
            string[] ways = ["AVERAGE", "SUM", "MIN", "MAX"];
            var way = call.Int("aggregate_function", 1);
            var scores = TreeEnsemble.Of(call).Scores(call, call[0], call.Int("n_targets", 1), way is >= 0 and < 4 ? ways[way]
                : throw call.Fault($"aggregate_function {way} is not known", "aggregate_function"));
            string[] transforms = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"];
            var last = call.Int("post_transform", 0);
            return Transformed(call, scores, last is >= 0 and < 5 ? transforms[last]
                : throw call.Fault($"post_transform {last} is not known", "post_transform")).Cast(call[0].DType);
        }, Domain),
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

    // An unknown value is a row of zeros. Where it is to be an error its row is NaN: a network cannot stop on a value.
    private static Tensor OneHot(OperatorCall call)
    {
        var known = call.Ints("cats_int64s") ?? throw call.Fault("the attribute 'cats_int64s' is missing", "cats_int64s");
        var rows = call[0].Cast(DType.Int64).ExpandDims(-1).EqualTo(Tensor.From(known.Select(one => (long)one).ToArray()));
        var ones = rows.Cast(DType.Float32);
        return call.Int("zeros", 1) == 1 ? ones : Tensor.Where(rows.Any([-1]).ExpandDims(-1), ones, double.NaN);
    }

    // Each value by the one that stands for it.
    private static Tensor Encode(OperatorCall call)
    {
        Tensor? List(string kind) => call.Has($"{kind}_tensor")
            ? call.Attribute($"{kind}_tensor", OnnxAttributeType.Tensor).Tensor?.ToTensor()
            : call.Has($"{kind}_int64s") ? Tensor.From([.. call.Attribute($"{kind}_int64s", OnnxAttributeType.Ints).Ints])
            : call.Has($"{kind}_floats") ? Numbers(call, $"{kind}_floats") : null;
        var (keys, values) = (List("keys"), List("values"));
        if (keys is null || values is null || keys.Size != values.Size || keys.Size == 0)
            throw call.Fault("as many keys as values are needed", "keys_int64s");
        Tensor otherwise = call.Has("default_tensor")
            ? call.Attribute("default_tensor", OnnxAttributeType.Tensor).Tensor?.ToTensor()?.Reshape(Shape.Scalar)
                ?? throw call.Fault("the attribute has no numbers", "default_tensor")
            : values.DType.IsFloat() ? Tensor.From((float)call.Float("default_float", 0))
            : Tensor.From(call.Has("default_int64") ? call.Attribute("default_int64", OnnxAttributeType.Int).Int : -1L);
        var (x, wanted) = (call[0].ExpandDims(-1), keys.Cast(call[0].DType).Flatten());
        var same = x.DType.IsFloat() && call.Opset >= 4 ? x.EqualTo(wanted) | (x.IsNaN() & wanted.IsNaN()) : x.EqualTo(wanted);
        var first = same.Cast(DType.Int32).ArgMax();
        return Tensor.Where(same.Any([-1]), values.Flatten().Gather(first), otherwise.Cast(values.DType));
    }

    private static Tensor Transformed(OperatorCall call, Tensor scores) =>
        Transformed(call, scores, call.Text("post_transform", "NONE"));

    private static Tensor Transformed(OperatorCall call, Tensor scores, string transform) => transform switch
    {
        "NONE" => scores,
        "LOGISTIC" => scores.Sigmoid(),
        "SOFTMAX" => scores.Softmax(),
        "SOFTMAX_ZERO" => Tensor.Where(scores.EqualTo(0), 0, Tensor.Where(scores.EqualTo(0), double.NegativeInfinity, scores).Softmax()),
        "PROBIT" => Probit(2 * scores - 1),
        var other => throw call.Fault($"post_transform '{other}' is not known", "post_transform"),
    };

    // ONNX's reference takes Winitzki's approximation of the inverse error function, which is off by 2e-4, and so does onnxruntime.
    private static Tensor Probit(Tensor x)
    {
        const double A = 0.147;
        var logarithm = ((1 - x) * (1 + x)).Log();
        var half = 2 / (Math.PI * A) + logarithm / 2;
        return Math.Sqrt(2) * x.Sign() * ((half.Square() - logarithm / A).Sqrt() - half).Sqrt();
    }

    // Labels that are texts are their places by now.
    private static int[] Labels(OperatorCall call, string name) =>
        call.Ints(name) is { Length: > 0 } labels ? labels : throw call.Fault($"the attribute '{name}' is missing", name);

    private static Tensor?[] LinearClassifier(OperatorCall call)
    {
        var labels = Labels(call, "classlabels_ints");
        var rows = Math.Max(1, call.Floats("intercepts")?.Length ?? labels.Length);
        return Classified(call, Linear(call, rows), labels);
    }

    private static Tensor?[] TreeClassifier(OperatorCall call)
    {
        var labels = Labels(call, "classlabels_int64s");
        var trees = TreeEnsemble.Of(call, "class");
        var scores = Single(trees.Scores(call, call[0], labels.Length, "SUM"));
        if (labels.Length != 2 || call.Ints("class_ids")!.Distinct().ToArray() is not [var only])
            return [Named(scores.ArgMax(), labels), Transformed(call, scores)];
        if (TreeEnsemble.Numbers(call, "base_values") is { Size: > 1 })
            throw call.Fault("the leaves speak of one of two classes, and two base values do not say for which they stand", "base_values");
        // Leaves that speak of one of two classes: weights that are none below 0 are taken for probabilities.
        var positive = TreeEnsemble.Numbers(call, "class_weights")!.ToArray<double>().All(weight => weight >= 0);
        var score = scores.Narrow(1, only, 1);
        var label = Named((score > (positive ? 0.5 : 0)).Cast(DType.Int32).Squeeze(1), labels);
        if (only == 1)
            return [label, Transformed(call, Tensor.Concat([Tensor.Zeros(score.Shape, score.DType), score], 1))];
        RefuseProbit(call);
        var logistic = call.Text("post_transform", "NONE") == "LOGISTIC";
        return [label, logistic ? Tensor.Concat([-score, score], 1).Sigmoid()
            : Tensor.Concat([positive ? 1 - score : -score, score], 1)];
    }

    private static void RefuseProbit(OperatorCall call)
    {
        if (call.Text("post_transform", "NONE") == "PROBIT")
            throw call.Fault("post_transform 'PROBIT' is not supported", "post_transform");
    }

    // One score for two classes is that of the second.
    private static Tensor?[] Classified(OperatorCall call, Tensor scores, int[] labels)
    {
        if (scores.Shape[^1] != 1 || labels.Length != 2)
            return [Named(scores.ArgMax(), labels), Transformed(call, scores)];
        RefuseProbit(call);
        var second = call.Text("post_transform", "NONE") == "LOGISTIC" ? scores.Sigmoid() : scores;
        return [Named((scores > 0).Cast(DType.Int32).Squeeze(1), labels), Tensor.Concat([1 - second, second], 1)];
    }

    private static Tensor Named(Tensor index, int[] labels) => Tensor.From(labels.Select(label => (long)label).ToArray()).Gather(index);
}
