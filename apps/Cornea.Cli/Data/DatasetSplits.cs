using Cornea.Distribution;

namespace Cornea.Cli.Data;

/// <summary>Samples to train on, others to validate and to test with, and what is known of them.</summary>
internal abstract class DatasetSplits
{
    /// <summary>What the samples are.</summary>
    public required DataKind Kind { get; init; }

    /// <summary>The shape of one sample's input.</summary>
    public required Shape Sample { get; init; }

    /// <summary>The number of classes; 0 where a number is predicted.</summary>
    public required int Classes { get; init; }

    /// <summary>The names of the classes, or of the number that is predicted.</summary>
    public required IReadOnlyList<string> TargetNames { get; init; }

    /// <summary>The names of the input's columns; empty where it has none.</summary>
    public IReadOnlyList<string> FeatureNames { get; init; } = [];

    /// <summary>The inputs where all of them are in memory; null elsewhere.</summary>
    public virtual Tensor? Inputs => null;

    /// <summary>The targets where all of them are in memory; null elsewhere.</summary>
    public virtual Tensor? Targets => null;

    /// <summary>The data as they were read, for a fingerprint; none where they are not in memory.</summary>
    public Tensors Raw { get; init; }

    /// <summary>Training samples.</summary>
    public abstract int Count { get; }

    /// <summary>Samples of the test; 0 where there are none.</summary>
    public abstract int TestCount { get; }

    /// <summary>Training samples of a class.</summary>
    public abstract int CountOf(int label);

    /// <summary>The same samples in the form that a network takes: flat rows, or pictures with an axis of channels.</summary>
    /// <param name="sample">The shape that the network takes, without the batch.</param>
    /// <exception cref="CommandException">The samples have another number of values.</exception>
    public abstract DatasetSplits For(Shape sample);

    /// <summary>Checks that the samples can be divided as was asked.</summary>
    /// <exception cref="CommandException">A part would be empty.</exception>
    public virtual void Check()
    {
    }

    /// <summary>Trains a model.</summary>
    public abstract History Fit(Model model, FitRequest request);

    /// <summary>Evaluates a model on the samples of the test, or on those of the validation where there is no test.</summary>
    /// <returns>The metrics; null where there are neither.</returns>
    public abstract EvaluationResult? Evaluate(
        Model model, int batch, CancellationToken cancellationToken, DataParallel? strategy = null);

    /// <summary>Looks at each prediction for the samples of the test, or of the validation where there is no test.</summary>
    /// <returns>What came of it; null where there are neither.</returns>
    public abstract Evaluation? Examine(Model model, int batch);

    protected EvaluationOptions Options(int batch) => new()
    {
        BatchSize = batch,
        ClassNames = Classes > 0 ? TargetNames : null,
        IsClassification = Classes > 0,
    };

    /// <summary>Whether samples of a shape can be given to a network as they are.</summary>
    protected static bool Fits(Shape wanted, Shape sample) => wanted.Rank == sample.Rank
        && wanted.Zip(sample).All(pair => pair.First == Shape.Unknown || pair.First == pair.Second);

    protected static CommandException Misfit(Shape wanted, Shape sample) => new(ExitCode.Usage,
        $"the network takes samples of shape {wanted}, but those of --data have the shape {sample}. "
            + "Choose another --model, other data, or pictures of another --size.");
}
