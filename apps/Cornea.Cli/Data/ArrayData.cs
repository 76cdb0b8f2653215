using System.Globalization;
using Cornea.Distribution;

namespace Cornea.Cli.Data;

/// <summary>Samples that are all in memory.</summary>
/// <param name="x">The inputs, (n, ...).</param>
/// <param name="y">The targets, (n): class numbers or numbers.</param>
/// <param name="test">The samples of the test; null where there are none.</param>
/// <param name="validationSplit">The last part of the samples that is kept for validation.</param>
internal sealed class ArrayData(Tensor x, Tensor y, (Tensor X, Tensor Y)? test, double validationSplit) : DatasetSplits
{
    public override Tensor Inputs => x;

    public override Tensor Targets => y;

    /// <summary>The pictures of the test as they were read; null where there are none.</summary>
    public Tensor? TestPictures { get; init; }

    public override int Count => x.Shape[0];

    public override int TestCount => test?.X.Shape[0] ?? 0;

    private int Trained => validationSplit > 0 ? (int)(Count * (1 - validationSplit)) : Count;

    public override int CountOf(int label) => y.ToArray<int>().Count(value => value == label);

    public override DatasetSplits For(Shape sample)
    {
        if (Fits(sample, Sample))
            return this;
        if (!sample.IsKnown || sample.Size != Sample.Size)
            throw Misfit(sample, Sample);
        (Tensor, Tensor)? shaped = test is { } part ? (Shaped(part.X), part.Y) : null;
        return new ArrayData(Shaped(x), y, shaped, validationSplit)
        {
            Kind = Kind,
            Sample = sample,
            Classes = Classes,
            TargetNames = TargetNames,
            FeatureNames = FeatureNames,
            Raw = Raw,
            TestPictures = TestPictures,
        };

        Tensor Shaped(Tensor inputs) => inputs.Reshape(sample.Insert(0, -1));
    }

    public override void Check()
    {
        if (validationSplit > 0 && (Trained == 0 || Trained == Count))
        {
            throw new CommandException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture,
                $"--validation-split {validationSplit} of {Count} samples leaves {Trained} for training and {Count - Trained} for "
                    + $"validation. Use another part, or 0 for no validation."));
        }
    }

    public override History Fit(Model model, FitRequest request) => model.Fit(
        x, ForLoss(model, y), request.Batch, request.Epochs, request.Verbosity, validationSplit,
        stepsPerEpoch: request.FirstStep ? 1 : null, validationFrequency: request.FirstStep ? 2 : 1,
        callbacks: request.Callbacks, strategy: request.Strategy, cancellationToken: request.CancellationToken);

    public override EvaluationResult? Evaluate(Model model, int batch, CancellationToken cancellationToken, DataParallel? strategy = null)
    {
        if (test is null && Trained == Count)
            return null;
        var (inputs, targets) = test ?? (x[Trained..], y[Trained..]);
        return model.Evaluate(
            inputs, ForLoss(model, targets), batch, Verbosity.Silent, strategy: strategy, cancellationToken: cancellationToken);
    }

    public override Evaluation? Examine(Model model, int batch)
    {
        if (test is null && Trained == Count)
            return null;
        var (inputs, targets) = test ?? (x[Trained..], y[Trained..]);
        return Evaluation.Of(model, new ValidationData(inputs, targets), Options(batch) with { Pictures = TestPictures });
    }

    // A network that was compiled elsewhere may want rows of ones and zeros for the classes.
    private Tensor ForLoss(Model model, Tensor targets) =>
        Classes > 0 && model.Losses is [CategoricalCrossentropy or CategoricalFocalCrossentropy or MeanSquaredError or KLDivergence, ..]
            ? OneHot.Encode(targets, Classes) : targets;
}
