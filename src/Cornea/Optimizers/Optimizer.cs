namespace Cornea.Optimizers;

/// <summary>How weights move against their gradients. Keras: <c>keras.optimizers.Optimizer</c>.</summary>
/// <remarks>
/// A step, in Keras's order: drop missing gradients, undo the loss scale, accumulate, clip, weight decay, the optimizer's own
/// update, moving average, constraints, then the iteration counter. Source: Keras, <c>optimizers/base_optimizer.py</c>.
/// </remarks>
[Configurable(ClassKind.Optimizer, "keras.optimizers")]
public abstract partial class Optimizer
{
    private readonly List<Variable> _variables = [];
    private readonly List<Variable> _averages = [];
    private readonly List<Variable> _accumulated = [];
    private readonly HashSet<Variable> _notDecayed = [];
    private readonly List<string> _notDecayedNames = [];
    private readonly Variable _iterations;
    private IReadOnlyList<Variable>? _weights;
    private bool _averagesAreSwapped;

    /// <summary>Initializes the optimizer.</summary>
    /// <param name="name">Its name, such as <c>adam</c>.</param>
    /// <param name="learningRate">A number or a schedule.</param>
    /// <param name="weightDecay">Each step first takes this fraction, times the learning rate, from the weights; null for none.</param>
    /// <param name="clipNorm">The greatest norm of each gradient; null for none.</param>
    /// <param name="clipValue">The greatest absolute value in a gradient; null for none.</param>
    /// <param name="globalClipNorm">The greatest norm of all gradients together; null for none.</param>
    /// <param name="useEma">Whether to keep a moving average of the weights.</param>
    /// <param name="emaMomentum">How much of the moving average stays at each step.</param>
    /// <param name="emaOverwriteFrequency">The weights become their average each so many steps; null for only at the end.</param>
    /// <param name="lossScaleFactor">By what <see cref="ScaleLoss"/> multiplies the loss; null for 1.</param>
    /// <param name="gradientAccumulationSteps">The weights move each so many steps, by the mean gradient; null for each step.</param>
    /// <exception cref="ArgumentException">A number is out of range, or two ways of clipping are given.</exception>
    protected Optimizer(
        string name, LearningRate learningRate, double? weightDecay, double? clipNorm, double? clipValue, double? globalClipNorm,
        bool useEma, double emaMomentum, int? emaOverwriteFrequency, double? lossScaleFactor, int? gradientAccumulationSteps)
    {
        Name = name;
        WeightDecay = weightDecay;
        ClipNorm = clipNorm;
        ClipValue = clipValue;
        GlobalClipNorm = globalClipNorm;
        UseEma = useEma;
        EmaMomentum = emaMomentum;
        EmaOverwriteFrequency = emaOverwriteFrequency;
        LossScaleFactor = lossScaleFactor;
        GradientAccumulationSteps = gradientAccumulationSteps;
        CheckOptions(learningRate);
        _iterations = AddVariable(Tensor.From(0), "iteration");
        Schedule = learningRate.Schedule;
        if (learningRate.Value is not { } rate)
            return;
        LearningRateVariable = AddVariable(Tensor.From((float)rate), "learning_rate");
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The fraction of the weights taken at each step, times the learning rate.</summary>
    public double? WeightDecay { get; }

    /// <summary>The greatest norm of each gradient.</summary>
    [ConfigName("clipnorm")]
    public double? ClipNorm { get; }

    /// <summary>The greatest absolute value in a gradient.</summary>
    [ConfigName("clipvalue")]
    public double? ClipValue { get; }

    /// <summary>The greatest norm of all gradients together.</summary>
    [ConfigName("global_clipnorm")]
    public double? GlobalClipNorm { get; }

    /// <summary>Whether a moving average of the weights is kept.</summary>
    public bool UseEma { get; }

    /// <summary>How much of the moving average stays at each step.</summary>
    public double EmaMomentum { get; }

    /// <summary>After how many steps the weights become their average.</summary>
    public int? EmaOverwriteFrequency { get; }

    /// <summary>By what <see cref="ScaleLoss"/> multiplies the loss.</summary>
    public double? LossScaleFactor { get; }

    /// <summary>After how many steps the weights move.</summary>
    public int? GradientAccumulationSteps { get; }

    /// <summary>How many steps were made: int32, shape <c>()</c>.</summary>
    public Variable Iterations => Inner.Count > 0 ? Inner[0].Iterations : _iterations;

    /// <summary>The learning rate as a variable: float32, shape <c>()</c>. Null when a schedule gives it.</summary>
    public Variable? LearningRateVariable { get; }

    /// <summary>The learning rate: the number of the next step, or the schedule.</summary>
    public LearningRate LearningRate => Inner.Count > 0 ? Inner[0].LearningRate : Schedule is { } schedule ? schedule : LearningRateValue;

    /// <summary>The schedule that gives the learning rate; null when a number does.</summary>
    public LearningRateSchedule? Schedule { get; }

    /// <summary>The learning rate of the next step. It may be set between runs, unless a schedule gives it.</summary>
    /// <exception cref="InvalidOperationException">A schedule gives the learning rate.</exception>
    /// <exception cref="ArgumentException">The number is negative or not finite.</exception>
    public double LearningRateValue
    {
        get => Inner.Count > 0 ? Inner[0].LearningRateValue : RateOfStep().Item();
        set
        {
            if (Inner.Count > 0)
            {
                Inner[0].LearningRateValue = value;
                return;
            }
            if (LearningRateVariable is null)
            {
                throw new InvalidOperationException(
                    $"{Title} follows the schedule {Schedule}, so its learning rate cannot be set. " +
                    "Make it with a number instead of a schedule.");
            }
            LearningRateVariable.Assign(Tensor.From((float)CheckRate(value)));
        }
    }

    /// <summary>
    /// All its state in the order of Keras's files: iteration, learning_rate (without a schedule), then the slots. The slots are
    /// there after <see cref="Build"/>.
    /// </summary>
    public IReadOnlyList<Variable> Variables => _variables;

    /// <summary>The constraints applied to the weights after each update.</summary>
    public IReadOnlyDictionary<Variable, Constraint> Constraints { get; set; } = new Dictionary<Variable, Constraint>();

    /// <summary>
    /// The optimizers that do the work of one that only directs; the first one answers for the learning rate and the
    /// steps.
    /// </summary>
    private protected virtual IReadOnlyList<Optimizer> Inner => [];

    /// <summary>The class and name for messages: <c>Adam 'adam'</c>.</summary>
    protected string Title => $"{GetType().Name} '{Name}'";

    /// <summary>Keeps weight decay from some variables. Before <see cref="Build"/>.</summary>
    /// <param name="names">A variable whose name contains one of these is excluded, such as <c>bias</c>.</param>
    /// <exception cref="InvalidOperationException">The optimizer is built already.</exception>
    public void ExcludeFromWeightDecay(params IReadOnlyList<string> names)
    {
        CheckNotBuilt();
        _notDecayedNames.AddRange(names);
    }

    /// <summary>Keeps weight decay from some variables. Before <see cref="Build"/>.</summary>
    /// <param name="variables">The variables.</param>
    /// <exception cref="InvalidOperationException">The optimizer is built already.</exception>
    public void ExcludeFromWeightDecay(IReadOnlyList<Variable> variables)
    {
        CheckNotBuilt();
        _notDecayed.UnionWith(variables);
    }

    /// <summary>Makes the slots. The first <see cref="Apply(IReadOnlyList{Tensor?}, IReadOnlyList{Variable})"/> does it too; loading a
    /// file does it before.</summary>
    /// <param name="variables">The trainable variables, the same list each time.</param>
    /// <exception cref="ArgumentException">The optimizer was built for other variables.</exception>
    public void Build(IReadOnlyList<Variable> variables)
    {
        if (_weights is not null)
        {
            if (!_weights.SequenceEqual(variables))
            {
                throw new ArgumentException(
                    $"{Title} was built for {_weights.Count} variables, but received other ones ({variables.Count}). " +
                    "Make a new optimizer for another model, or after changing what is trainable.", nameof(variables));
            }
            return;
        }
        _weights = [.. variables];
        // All averages stand before all accumulators in Keras's files.
        foreach (var variable in _weights.Where(_ => UseEma))
            _averages.Add(AddSlot(variable, "average"));
        foreach (var variable in _weights.Where(_ => GradientAccumulationSteps is not null))
            _accumulated.Add(AddSlot(variable, "gradient_accumulator"));
        BuildSlots(_weights);
    }

    /// <summary>
    /// The loss to differentiate: the given one times <see cref="LossScaleFactor"/>.
    /// The step divides the gradients again.
    /// </summary>
    /// <param name="loss">One number.</param>
    public Tensor ScaleLoss(Tensor loss) => LossScale is { } scale ? loss * scale : loss;

    /// <summary>Ends a training: with <see cref="UseEma"/>, the weights become their moving average.</summary>
    public void FinalizeVariables()
    {
        for (var i = 0; i < _averages.Count; i++)
        {
            if (AveragesAreSwapped)
                _averages[i].Assign(_weights![i].ToTensor());
            else
                _weights![i].Assign(_averages[i].ToTensor());
        }
        _averagesAreSwapped = false;
        foreach (var inner in Inner)
            inner.FinalizeVariables();
    }

    /// <summary>Whether moving averages of the weights are kept, by this optimizer or one that does its work.</summary>
    public bool KeepsAverages => UseEma || Inner.Any(inner => inner.KeepsAverages);

    /// <summary>Whether the weights hold their moving averages and the averages the weights. Set it where such values were
    /// loaded.</summary>
    public bool AveragesAreSwapped
    {
        get => _averagesAreSwapped;
        set
        {
            _averagesAreSwapped = value;
            foreach (var inner in Inner)
                inner.AveragesAreSwapped = value;
        }
    }

    /// <summary>Swaps the weights and their moving averages.</summary>
    public void SwapAverages()
    {
        for (var i = 0; i < _averages.Count; i++)
        {
            var weight = _weights![i].ToTensor();
            _weights[i].Assign(_averages[i].ToTensor());
            _averages[i].Assign(weight);
        }
        foreach (var inner in Inner)
            inner.SwapAverages();
        _averagesAreSwapped = !_averagesAreSwapped;
    }

    /// <summary>Makes the optimizer's own slots, with <see cref="AddSlot"/>, in the order of Keras's files.</summary>
    /// <param name="variables">The trainable variables.</param>
    protected abstract void BuildSlots(IReadOnlyList<Variable> variables);

    /// <summary>The optimizer's own formula: sets the next value of each weight and slot.</summary>
    /// <param name="step">What to read and where to write.</param>
    protected abstract void Step(OptimizerStep step);

    /// <summary>By what the loss is multiplied before differentiation and the gradients are divided: one number; null for 1.</summary>
    private protected virtual Tensor? LossScale => LossScaleFactor is { } factor ? Tensor.From((float)factor) : null;

    /// <summary>The weight decay of one variable; null for none.</summary>
    /// <param name="variable">The variable.</param>
    private protected virtual double? DecayOf(Variable variable) => WeightDecay;

    /// <summary>Slots of the variables' shapes, interleaved: first all of the first variable, then all of the second, ...</summary>
    /// <param name="variables">The trainable variables.</param>
    /// <param name="name">What they hold, such as <c>momentum</c>.</param>
    /// <param name="initial">Their first value.</param>
    protected Variable[] AddSlots(IReadOnlyList<Variable> variables, string name, double initial = 0) =>
        [.. variables.Select(variable => AddSlot(variable, name, initial))];

    /// <summary>Two slots per variable, interleaved: both of the first variable, both of the second, ...</summary>
    /// <param name="variables">The trainable variables.</param>
    /// <param name="first">What the first ones hold.</param>
    /// <param name="second">What the second ones hold.</param>
    protected (Variable[] First, Variable[] Second) AddSlots(IReadOnlyList<Variable> variables, string first, string second)
    {
        var pairs = variables.Select(variable => (First: AddSlot(variable, first), Second: AddSlot(variable, second))).ToList();
        return ([.. pairs.Select(pair => pair.First)], [.. pairs.Select(pair => pair.Second)]);
    }

    /// <summary>A slot of a variable's shape.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="name">What it holds.</param>
    /// <param name="initial">Its first value.</param>
    protected Variable AddSlot(Variable variable, string name, double initial = 0) =>
        AddVariable(Tensor.Full(variable.Shape, initial, variable.DType), $"{variable.Name.Replace('/', '_')}_{name}");

    /// <summary>Counts the state of optimizers that this one directs as its own.</summary>
    private protected void AddVariables(IEnumerable<Variable> variables) => _variables.AddRange(variables);

    /// <summary>A slot of any shape.</summary>
    /// <param name="initial">Its first value.</param>
    /// <param name="name">Its name.</param>
    protected Variable AddVariable(Tensor initial, string name)
    {
        var variable = new Variable(initial, name, trainable: false);
        _variables.Add(variable);
        return variable;
    }
}
