namespace Cornea.Onnx;

/// <summary>Support vector machines of <c>ai.onnx.ml</c>.</summary>
internal static class SupportVectors
{
    public const string ClassifierAttributes = "classlabels_ints classlabels_strings coefficients kernel_params kernel_type "
        + "post_transform prob_a prob_b rho support_vectors vectors_per_class";

    public const string RegressorAttributes =
        "coefficients kernel_params kernel_type n_supports n_targets one_class post_transform rho support_vectors";

    /// <summary>The sum of what each support vector says, (rows, 1).</summary>
    public static Tensor Regressor(OperatorCall call, Tensor x)
    {
        var (count, coefficients) = (call.Int("n_supports", 0), Numbers(call, "coefficients"));
        var rho = Numbers(call, "rho");
        var kernels = count > 0 ? Kernel(call, x, Numbers(call, "support_vectors"), count) : x;
        if (coefficients.Size != kernels.Shape[1] || rho.Size < 1)
            throw call.Fault($"{coefficients.Size} coefficients do not fit {kernels.Shape[1]} support vectors", "coefficients");
        var sum = Tensor.MatMul(kernels, coefficients.ExpandDims(1)) + rho.Narrow(0, 0, 1);
        return call.Int("one_class", 0) == 1 ? Tensor.Where(sum > 0, 1, Tensor.Full(sum.Shape, -1, sum.DType)) : sum;
    }

    /// <summary>The label of each row and the score of each pair of classes.</summary>
    public static (Tensor Winner, Tensor Scores) Classifier(OperatorCall call, Tensor x, int classes)
    {
        var each = call.Ints("vectors_per_class") ?? [];
        var (count, rho) = (each.Sum(), Numbers(call, "rho"));
        if (count == 0)
        {
            var linear = Numbers(call, "coefficients");
            if (linear.Size != (long)classes * x.Shape[1])
                throw call.Fault($"{linear.Size} coefficients do not fit {classes} classes of {x.Shape[1]} features", "coefficients");
            var all = Tensor.MatMul(x, linear.Reshape(classes, x.Shape[1]).Transpose()) + rho.Narrow(0, 0, 1);
            return (all.ArgMax(), all);
        }
        var coefficients = Numbers(call, "coefficients");
        if (each.Length != classes || each.Any(one => one < 0) || coefficients.Size != (long)(classes - 1) * count
            || rho.Size != classes * (classes - 1) / 2)
        {
            throw call.Fault($"{coefficients.Size} coefficients do not fit {count} support vectors of {classes} classes", "coefficients");
        }
        coefficients = coefficients.Reshape(classes - 1, count);
        var kernels = Kernel(call, x, Numbers(call, "support_vectors"), count);
        int[] starts = [.. each.Select((_, i) => each.Take(i).Sum())];
        var (votes, scores) = (new Tensor[classes], new List<Tensor>());
        Array.Fill(votes, Tensor.Zeros([x.Shape[0]]));
        Tensor Part(int of, int row) => Tensor.MatMul(kernels.Narrow(1, starts[of], each[of]),
            coefficients.Narrow(0, row, 1).Narrow(1, starts[of], each[of]).Transpose()).Squeeze(1);
        for (var i = 0; i < classes; i++)
        {
            for (var j = i + 1; j < classes; j++)
            {
                var score = Part(i, j - 1) + Part(j, i) + rho[scores.Count];
                var first = (score > 0).Cast(DType.Float32);
                (votes[i], votes[j]) = (votes[i] + first, votes[j] + (1 - first));
                scores.Add(score);
            }
        }
        var winner = Tensor.Stack(votes, 1).ArgMax();
        return (winner, call.Floats("prob_a") is { Length: > 0 } ? Probabilities(call, scores, classes) : Tensor.Stack([.. scores], 1));
    }

    // From the probabilities of pairs to those of classes, as libsvm does (Wu, Lin and Weng 2004, algorithm 2): steps until a row's
    // error is small, at most a hundred.
    private static Tensor Probabilities(OperatorCall call, IReadOnlyList<Tensor> scores, int classes)
    {
        var (slopes, shifts) = (call.Floats("prob_a")!, call.Floats("prob_b") ?? []);
        if (slopes.Length != scores.Count || shifts.Length != scores.Count)
            throw call.Fault($"{slopes.Length} and {shifts.Length} numbers were given for {scores.Count} pairs of classes", "prob_a");
        var (rows, next) = (scores[0].Shape[0], 0);
        var pairs = new Tensor[classes, classes];
        for (var i = 0; i < classes; i++)
        {
            pairs[i, i] = Tensor.Zeros([rows]);
            for (var j = i + 1; j < classes; j++, next++)
            {
                var first = (-(scores[next] * slopes[next] + shifts[next])).Sigmoid();
                pairs[i, j] = Tensor.Minimum(Tensor.Maximum(first, 1e-7), 1 - 1e-7);
                pairs[j, i] = 1 - pairs[i, j];
            }
        }
        var all = Enumerable.Range(0, classes).ToArray();
        var q = Tensor.Stack([.. all.Select(i => Tensor.Stack([.. all.Select(j => i != j ? -pairs[j, i] * pairs[i, j]
            : all.Select(other => pairs[other, i] * pairs[other, i]).Aggregate((a, b) => a + b))], 1))], 1);
        Tensor Row(Tensor of, int i) => of.Narrow(1, i, 1);
        return Ops.ForiLoop(0, Math.Max(100, classes), (_, carry) =>
        {
            var p = carry[0];
            var qp = (q * p.ExpandDims(1)).Sum(2);
            var pqp = (p * qp).Sum(1, true);
            var goOn = (qp - pqp).Abs().Max(1, true) >= 0.005 / classes;
            for (var t = 0; t < classes; t++)
            {
                var line = Row(q, t).Squeeze(1);
                var own = Row(line, t);
                var change = (pqp - Row(qp, t)) / own;
                pqp = (pqp + change * (change * own + Row(qp, t) * 2)) / (change + 1).Square();
                p = (p + change * Tensor.From(all.Select(i => i == t ? 1f : 0).ToArray())) / (change + 1);
                qp = (qp + change * line) / (change + 1);
            }
            return [Tensor.Where(goOn, p, carry[0])];
        }, Tensor.Full([rows, classes], 1.0 / classes))[0];
    }

    private static Tensor Kernel(OperatorCall call, Tensor x, Tensor vectors, int count)
    {
        if (vectors.Size != (long)count * x.Shape[1])
            throw call.Fault($"{vectors.Size} numbers are no {count} support vectors of {x.Shape[1]} features", "support_vectors");
        vectors = vectors.Reshape(count, x.Shape[1]);
        var parameters = call.Floats("kernel_params") ?? [];
        var (gamma, shift, degree) = parameters.Length >= 3 ? (parameters[0], parameters[1], parameters[2]) : (0, 0, 0);
        return call.Text("kernel_type", "LINEAR") switch
        {
            "LINEAR" => Tensor.MatMul(x, vectors.Transpose()),
            "POLY" => (Tensor.MatMul(x, vectors.Transpose()) * gamma + shift).Power(degree),
            "SIGMOID" => (Tensor.MatMul(x, vectors.Transpose()) * gamma + shift).Tanh(),
            "RBF" => ((x.ExpandDims(1) - vectors.ExpandDims(0)).Square().Sum(-1) * -gamma).Exp(),
            var other => throw call.Fault($"the kernel '{other}' is not known", "kernel_type"),
        };
    }

    private static Tensor Numbers(OperatorCall call, string name) => call.Floats(name) is { Length: > 0 } numbers ? Tensor.From(numbers)
        : throw call.Fault($"the attribute '{name}' is missing", name);
}
