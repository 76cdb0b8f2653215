namespace Cornea.Reports;

/// <summary>Collects the outputs of a model, its targets and pictures of what it got wrong.</summary>
internal sealed class EvaluationRun(Model model, EvaluationOptions options)
{
    public Evaluation OfTensors(Tensors x, Tensors y, Tensors weights)
    {
        RequireTargets(y);
        var outputs = model.PredictAll(x, options.BatchSize, Verbosity.Silent)[0];
        var evaluation = Compare(outputs, y[0], options, new Dictionary<int, PixelPicture>(), weights.Count == 0 ? null : weights[0]);
        if (evaluation is not ClassificationEvaluation classes)
            return evaluation;
        var wrong = classes.WrongSamples().Take(options.MostPictures).ToArray();
        var source = options.Pictures ?? x[0];
        if (wrong.Length == 0 || !SamplePictures.Fits(source.Shape))
            return evaluation;
        var pictures = SamplePictures.Of(source.Gather(Tensor.From(wrong)));
        return classes.With(wrong.Zip(pictures).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    public Evaluation OfDataset(Dataset dataset)
    {
        if (dataset.IsEndless)
            throw new ArgumentException("Evaluation.Of received a dataset that never ends (Repeat without a count). Cut it with Take.");
        var (outputs, targets) = (new List<Tensor>(), new List<Tensor>());
        var (inputs, weights) = (new List<Tensor>(), new List<Tensor>());
        var count = 0;
        foreach (var batch in dataset.Pass())
        {
            RequireTargets(batch.Y);
            outputs.Add(model.PredictOnBatch(batch.X)[0]);
            targets.Add(batch.Y[0].Compute());
            if (batch.Weights.Count > 0)
                weights.Add(batch.Weights[0].Flatten().Compute());
            if (count < options.MostPictures && SamplePictures.Fits(batch.X[0].Shape))
                inputs.Add(batch.X[0].Compute());
            count += batch.X[0].Shape[0];
        }
        if (count == 0)
        {
            throw new ArgumentException(
                "Evaluation.Of received a dataset without a batch. Check its source, Take, Skip and dropRemainder.");
        }
        var evaluation = Compare(
            Joined(outputs), Joined(targets), options, new Dictionary<int, PixelPicture>(), weights.Count == 0 ? null : Joined(weights));
        if (evaluation is not ClassificationEvaluation classes || (inputs.Count == 0 && options.Pictures is null))
            return evaluation;
        var source = options.Pictures ?? Joined(inputs);
        var wrong = classes.WrongSamples().Where(index => index < source.Shape[0]).Take(options.MostPictures).ToArray();
        return wrong.Length == 0 ? evaluation : classes.With(
            wrong.Zip(SamplePictures.Of(source.Gather(Tensor.From(wrong)))).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    public static Evaluation Compare(
        Tensor outputs, Tensor targets, EvaluationOptions options, IReadOnlyDictionary<int, PixelPicture> pictures, Tensor? weights)
    {
        if (outputs.Rank == 0 || outputs.Size == 0 || targets.Rank == 0 || outputs.Shape[0] != targets.Shape[0])
        {
            throw new ArgumentException(
                $"An evaluation needs as many targets as outputs, one or more, but received outputs {outputs.Shape} and targets " +
                $"{targets.Shape}. Give one target per sample.");
        }
        var count = outputs.Shape[0];
        var values = outputs.ToFloat32().ToArray();
        var goals = targets.ToArray<double>();
        var weighting = SampleWeighting.Of(weights, count);
        var width = outputs.Size / count;
        if (AreLabels(goals, values.Length, width, options))
        {
            return new MultilabelEvaluation(Array.ConvertAll(goals, goal => goal == 1), ClassProbabilities.OfLabels(values), width,
                options.ClassNames, options.Threshold, weighting);
        }
        return Labels(goals, count, width, targets.DType, options) is { } labels
            ? new ClassificationEvaluation(labels, ClassProbabilities.Of(values, count, width), options.ClassNames, pictures, weighting)
            : goals.Length == values.Length
            ? new RegressionEvaluation(goals, Array.ConvertAll(values, value => (double)value), width, weighting)
            : throw new ArgumentException(
                $"A regression needs targets of the outputs' shape {outputs.Shape}, but received {targets.Shape}. Give them that shape, " +
                "or set IsClassification.");
    }

    // Rows of zeros and ones that are not all one-hot: each says which labels its sample has.
    private static bool AreLabels(double[] targets, int values, int width, EvaluationOptions options)
    {
        if (options.IsClassification == false || width < 2 || targets.Length != values || !AreClasses(targets, 2))
            return false;
        for (var i = 0; i < targets.Length; i += width)
        {
            if (targets.AsSpan(i, width).Count(1.0) != 1)
                return true;
        }
        return false;
    }

    // The class of each sample; null where the targets are numbers to be met.
    private static int[]? Labels(double[] targets, int count, int width, DType dtype, EvaluationOptions options)
    {
        if (options.IsClassification == false)
            return null;
        var isWhole = !dtype.IsFloat() || options.IsClassification == true;
        if (targets.Length == count && (width > 1 ? isWhole || AreClasses(targets, width) : AreClasses(targets, 2)))
        {
            var classes = Math.Max(2, width);
            return Array.ConvertAll(targets, target => target >= 0 && target < classes && target == Math.Floor(target) ? (int)target
                : throw new ArgumentException(
                    $"A classification with {classes} classes expects labels 0 to {classes - 1}, but received {target}. Check the " +
                    "labels, or the units of the last layer."));
        }
        if (width < 2 || targets.Length != (long)count * width)
            return null;
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            var row = targets.AsSpan(i * width, width);
            var greatest = 0;
            for (var j = 1; j < width; j++)
            {
                if (row[j] > row[greatest])
                    greatest = j;
            }
            var isOneHot = row[greatest] == 1 && row.Count(0.0) == width - 1;
            if (!isOneHot && options.IsClassification != true)
                return null;
            labels[i] = greatest;
        }
        return labels;
    }

    // Whole numbers in a float tensor are classes when every one of them could be.
    private static bool AreClasses(double[] targets, int classes) =>
        Array.TrueForAll(targets, target => target >= 0 && target < classes && target == Math.Floor(target));

    private static Tensor Joined(List<Tensor> parts) => parts.Count == 1 ? parts[0] : Tensor.Concat(parts);

    private static void RequireTargets(Tensors y)
    {
        if (y.Count == 0)
            throw new ArgumentException("Evaluation.Of compares outputs with targets, but received none. Give (x, y).");
    }
}
