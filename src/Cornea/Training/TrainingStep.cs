namespace Cornea.Training;

/// <summary>
/// One training step in the making. It has three parts, each a graph: <see cref="Gradients()"/> (forward pass, loss, gradients),
/// <see cref="Reduce"/> (the mean over parts of the batch, accumulation over steps, clipping) and <see cref="Apply"/> (optimizer, moving
/// averages, constraints). Nothing runs while they are put together: the whole step is compiled into one plan.
/// </summary>
/// <remarks>Source: Keras, <c>backend/*/trainer.py</c>, <c>train_step</c>.</remarks>
/// <example>
/// <code>
/// model.Compile(new Adam(), new MeanSquaredError(), step: step =>
/// {
///     var parts = new[] { step.Rows(0, 16).Gradients(), step.Rows(16, 16).Gradients() };
///     step.Apply(step.Reduce(parts));
/// });
/// </code>
/// </example>
public sealed class TrainingStep
{
    private readonly Trainer _trainer;
    private readonly TrainingSetup _setup;
    private readonly List<Update> _updates;
    private readonly TrainingStep? _whole;
    private int _lossesTaken;

    internal TrainingStep(Trainer trainer, Batch batch, CallContext context)
    {
        (_trainer, _setup, Batch, Context, _updates) = (trainer, trainer.RequireSetup("be trained"), batch, context, []);
    }

    private TrainingStep(TrainingStep whole, int first, int count)
    {
        (_trainer, _setup, Context, _updates, _whole) = (whole._trainer, whole._setup, whole.Context, whole._updates, whole);
        Batch = whole.Batch.Part(first, count);
    }

    /// <summary>The model.</summary>
    public Model Model => _trainer.Model;

    /// <summary>The optimizer; null where the model was compiled without.</summary>
    public Optimizer? Optimizer => _setup.Optimizer;

    /// <summary>The inputs of the batch.</summary>
    public Tensors X => Batch.X;

    /// <summary>The targets of the batch; none where the model is fitted without.</summary>
    public Tensors Y => Batch.Y;

    /// <summary>A weight per sample and output; none where all weigh the same.</summary>
    public Tensors SampleWeights => Batch.SampleWeights;

    /// <summary>Samples of the batch.</summary>
    public int BatchSize => Batch.Size;

    /// <summary>Training, random keys; takes updates of variables besides the weights.</summary>
    public CallContext Context { get; }

    /// <summary>The weights that are trained: those that were trainable when the model was compiled.</summary>
    public IReadOnlyList<Weight> Weights => _setup.Trained.Weights(Model);

    internal Batch Batch { get; }

    /// <summary>Whether <see cref="Apply"/> was called.</summary>
    internal bool IsApplied { get; private set; }

    /// <summary>The same step seen from some rows of the batch alone, for gradients of parts.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch has no such rows.</exception>
    public TrainingStep Rows(int first, int count)
    {
        if (first < 0 || count < 1 || first > BatchSize - count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"The batch has {BatchSize} rows, so there are no {count} rows from row {first} on. Choose others.");
        }
        return new TrainingStep(this, first, count);
    }

    /// <summary>Calls the model, notes the metrics and returns the loss the model was compiled with, without penalties.</summary>
    public Tensor Loss() => StepBuilder.Loss(_trainer, Batch, Context, _updates);

    /// <summary>The first part: forward pass, loss and gradients.</summary>
    public StepGradients Gradients() => Gradients(_setup.LossStep is { } step
        ? step(Model, X, Y, Context).Reshape(Shape.Scalar)
        : Loss());

    /// <summary>The first part for a loss of one's own. The penalties of weights and layers are added to it, and the sum is what
    /// <c>loss</c> shows.</summary>
    /// <param name="loss">One number.</param>
    public StepGradients Gradients(Tensor loss)
    {
        var total = StepBuilder.WithPenalties(Weights, Context.Losses.Skip(Whole._lossesTaken), loss.Reshape(Shape.Scalar));
        Whole._lossesTaken = Context.Losses.Count;
        _updates.AddRange(_setup.LossTracker.Add(total, BatchSize));
        Variable[] variables = [.. Weights.Select(weight => weight.Variable)];
        if (Optimizer is not { } optimizer || variables.Length == 0)
            return new StepGradients(total, variables, new Tensor?[variables.Length], BatchSize);
        // A layer that rewrites a weight before using it, as spectral normalization does, is differentiated by the new value.
        var gradients = Cornea.Gradients.OfConnected(
            optimizer.ScaleLoss(total), [.. variables.Select(variable => Context.Read(variable, autocast: false))]);
        return new StepGradients(total, variables, gradients, BatchSize);
    }

    /// <summary>
    /// The second part: the mean of the gradients of some parts of a batch, each by its samples and added in the order given, then what
    /// the optimizer says of accumulation over steps and clipping.
    /// </summary>
    /// <param name="parts">Gradients of the same weights; one for a batch that was not cut.</param>
    /// <exception cref="InvalidOperationException">The model was compiled without an optimizer.</exception>
    /// <exception cref="ArgumentException">There are no gradients, or they are of different weights.</exception>
    public ReducedGradients Reduce(params IReadOnlyList<StepGradients> parts)
    {
        if (parts.Count == 0 || parts.Any(part => !part.Variables.SequenceEqual(parts[0].Variables)))
            throw new ArgumentException("Reduce expects gradients of the same weights, one at least.", nameof(parts));
        var variables = parts[0].Variables;
        return RequireOptimizer().Reduce(parts.Count == 1 ? parts[0].Values : Mean(parts), variables);
    }

    /// <summary>The third part: the weights' next values.</summary>
    /// <param name="gradients">What <see cref="Reduce"/> made of the gradients.</param>
    /// <exception cref="InvalidOperationException">The model was compiled without an optimizer.</exception>
    public void Apply(ReducedGradients gradients)
    {
        var optimizer = RequireOptimizer();
        optimizer.Constraints = Weights.Where(weight => weight.Constraint is not null)
            .ToDictionary(weight => weight.Variable, weight => weight.Constraint!);
        _updates.AddRange(optimizer.Apply(gradients));
        Whole.IsApplied = true;
    }

    /// <summary>All updates of the step. What parts of a batch add to the same accumulators is added one after the other; a layer that
    /// rewrites a trained weight goes first, and the optimizer's step is made from there.</summary>
    internal List<Update> Finish()
    {
        var values = new Dictionary<Variable, Tensor>();
        var order = new List<Variable>();
        foreach (var update in _updates)
            Take(update);
        foreach (var update in Context.UpdatesSoFar())
            Take(update);
        var all = new List<Update>(order.Count);
        foreach (var target in order)
            all.Add(new Update(target, values[target]));
        return all;

        void Take(Update update)
        {
            var (target, value) = update;
            if (values.TryGetValue(target, out var before))
            {
                values[target] = value + (before - target.Value);
                return;
            }
            values[target] = value;
            order.Add(target);
        }
    }

    /// <summary>The updates so far, without those of an optimizer where <see cref="Apply"/> was not called: metrics and layers'
    /// own.</summary>
    internal IReadOnlyList<Update> Noted => [.. _updates, .. Context.Updates];

    private TrainingStep Whole => _whole ?? this;

    private Optimizer RequireOptimizer() => Optimizer ?? throw new InvalidOperationException(
        $"Model '{Model.Name}' was compiled without an optimizer, so its step cannot reduce and apply gradients. " +
        "Give Compile an optimizer, or hand updates to Context.AddUpdate.");

    private static Tensor?[] Mean(IReadOnlyList<StepGradients> parts)
    {
        var samples = (double)parts.Sum(part => part.Samples);
        var means = new Tensor?[parts[0].Values.Count];
        foreach (var part in parts)
        {
            for (var i = 0; i < means.Length; i++)
            {
                if (part.Values[i] is not { } value)
                    continue;
                var share = value * (part.Samples / samples);
                means[i] = means[i] is { } sum ? sum + share : share;
            }
        }
        return means;
    }
}
