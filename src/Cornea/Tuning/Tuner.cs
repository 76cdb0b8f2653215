namespace Cornea.Tuning;

/// <summary>Searches for good settings by training networks with some of them.</summary>
/// <remarks>A search is a function of its seed: run again it makes the same choices, and takes the trials that its file has.</remarks>
/// <example><code>
/// var space = new SearchSpace().Choice("units", 32, 128).Range("rate", 1e-4, 1e-2, log: true);
/// var result = new RandomSearch(space, trials: 20).Run(settings =>
/// {
///     var hidden = new Dense(settings.Whole("units"), Activation.Relu, inputDim: 784);
///     var model = new Sequential { hidden, new Dense(10, Activation.Softmax) };
///     model.Compile(new Adam(settings["rate"]), new SparseCategoricalCrossentropy(), [new SparseCategoricalAccuracy("accuracy")]);
///     return model;
/// }, x, y, new TuningOptions { Metric = "accuracy", Folds = 3, Path = "trials.jsonl" });
/// Console.WriteLine(result.Best!.Parameters);
/// </code></example>
public abstract class Tuner
{
    /// <summary>Initializes the tuner.</summary>
    /// <param name="space">The settings that are searched for.</param>
    protected Tuner(SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        Space = space.Count > 0 ? space : throw new ArgumentException("A search needs one setting or more.", nameof(space));
    }

    /// <summary>The settings that are searched for.</summary>
    public SearchSpace Space { get; }

    /// <summary>Searches by training networks.</summary>
    /// <param name="build">Makes a compiled model for some settings.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets.</param>
    /// <param name="options">How choices are measured.</param>
    public TuningResult Run(Func<HyperParameters, Model> build, Tensor x, Tensor y, TuningOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(build);
        options ??= new TuningOptions();
        var folds = new FoldTraining(build, x, y, options);
        return Run((parameters, epochs) => folds.Scores(parameters, epochs), options);
    }

    /// <summary>Searches by a function of one's own.</summary>
    /// <param name="measure">Gives the scores of the folds for some settings and a number of epochs.</param>
    /// <param name="options">How choices are measured.</param>
    public TuningResult Run(Func<HyperParameters, int, IReadOnlyList<double>> measure, TuningOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(measure);
        options ??= new TuningOptions();
        using var trials = new TrialFile(options);
        Search((parameters, epochs) =>
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            return trials.Measure(parameters, epochs, measure);
        }, options);
        return new TuningResult(trials.Trials, options.Metric, options.IsGreatestBest);
    }

    /// <summary>Makes choices and measures them.</summary>
    /// <param name="measure">Measures some settings after some epochs.</param>
    /// <param name="options">How choices are measured.</param>
    protected abstract void Search(Func<HyperParameters, int, Trial> measure, TuningOptions options);

    /// <summary>Settings that follow from a seed and a number alone.</summary>
    /// <param name="seed">The seed of the search.</param>
    /// <param name="number">Which choice.</param>
    protected HyperParameters Sample(long seed, int number)
    {
        var random = new SplitMix(unchecked(seed * 1_000_003 + number));
        return new HyperParameters(Space.ToDictionary(parameter => parameter.Name, parameter => parameter.At(random.Next())));
    }
}
