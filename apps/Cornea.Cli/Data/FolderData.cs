using Cornea.Distribution;

namespace Cornea.Cli.Data;

/// <summary>Pictures of a folder whose folders are the classes, read when their turn comes.</summary>
/// <param name="training">The pictures to train on.</param>
/// <param name="validation">The pictures for validation; null for none.</param>
/// <param name="pixels">The range of the pixels.</param>
internal sealed class FolderData(ImageFolder training, ImageFolder? validation, PixelRange pixels) : DatasetSplits
{
    public override int Count => training.Files.Count;

    public override int TestCount => 0;

    public override int CountOf(int label) => training.Labels.Count(value => value == label);

    public override DatasetSplits For(Shape sample) => Fits(sample, Sample) ? this : throw Misfit(sample, Sample);

    public override History Fit(Model model, FitRequest request) => model.Fit(
        Pictures(model, training).Shuffle(seed: model.Seed).Batch(request.Batch).Prefetch(), request.Epochs, request.Verbosity,
        validation is null ? null : Pictures(model, validation).Batch(request.Batch).Prefetch(),
        callbacks: request.Callbacks, stepsPerEpoch: request.FirstStep ? 1 : null, strategy: request.Strategy,
        cancellationToken: request.CancellationToken);

    public override EvaluationResult? Evaluate(Model model, int batch, CancellationToken cancellationToken, DataParallel? strategy = null)
    {
        var pictures = Pictures(model, validation ?? training).Batch(batch).Prefetch();
        return model.Evaluate(pictures, Verbosity.Silent, strategy: strategy, cancellationToken: cancellationToken);
    }

    public override Evaluation? Examine(Model model, int batch) =>
        Evaluation.Of(model, Pictures(model, validation ?? training).Batch(batch).Prefetch(), Options(batch));

    private Dataset Pictures(Model model, ImageFolder folder)
    {
        var labels = model.Losses is [CategoricalCrossentropy or CategoricalFocalCrossentropy, ..] ? LabelMode.Categorical : LabelMode.Int;
        return folder.ToDataset(Sample[0], Sample[1], Sample[2], labels)
            .Map((Tensor image, Tensor label) => (pixels.Apply(image), label));
    }
}
