namespace Cornea.Layers;

/// <summary>
/// A layer of a file whose weights are quantized, or that has weights of LoRA: it keeps them as Keras stores them, computes as Keras
/// predicts, and is written as it was read. Only biases and the weights of LoRA are trained.
/// </summary>
[NotSaved("It is saved as the layer that it was read as.")]
internal abstract class AdaptedLayer : Layer
{
    private readonly ConfigObject _serialized;
    private readonly List<Variable> _stored = [];
    private readonly List<Variable> _adapters = [];

    /// <summary>Initializes the layer.</summary>
    /// <param name="serialized">How the file describes it.</param>
    /// <param name="form">How its weights are stored.</param>
    protected AdaptedLayer(ConfigObject serialized, QuantizedForm form)
        : base(null, true, new DTypePolicy(form.Source))
    {
        (_serialized, Form) = (serialized, form);
        var config = serialized["config"].AsObject();
        Name = (config.Given("name") ?? serialized["name"]).AsText();
        if (config.Given("trainable") is { } trainable)
        {
            SetOwnTrainable(trainable.AsBoolean());
        }
    }

    /// <inheritdoc/>
    public override string ClassName => _serialized["class_name"].AsText();

    /// <summary>How the weights are stored.</summary>
    protected QuantizedForm Form { get; }

    /// <summary>The variables that files have, in their order.</summary>
    public IReadOnlyList<Variable> StoredVariables => _stored;

    /// <summary>The variables of LoRA, which files do not have.</summary>
    public IReadOnlyList<Variable> Adapters => _adapters;

    /// <summary>The variables as files have them, the product of LoRA added to the kernel.</summary>
    /// <exception cref="InvalidOperationException">The weights are quantized, and those of LoRA were trained.</exception>
    public virtual IReadOnlyList<Variable> WrittenVariables => _adapters.Count == 0 || _adapters.Any(IsZero) ? _stored
        : throw new InvalidOperationException(
            $"{this} has weights of {Form.Mode}, to which trained weights of LoRA would have to be added, and their sum cannot be " +
            "quantized here. Train the network before it is quantized, or set the weights of LoRA to 0.");

    internal override ConfigObject? SavedForm
    {
        get
        {
            var copy = new ConfigObject();
            foreach (var (key, value) in _serialized.Where(pair => pair.Key != "inbound_nodes"))
            {
                copy.Add(key, value);
            }
            return copy;
        }
    }

    /// <inheritdoc/>
    public override Layer Clone() => Copied();

    /// <summary>Rounds the weights of the layer without quantization, and takes them.</summary>
    /// <param name="weights">The layer's weights in its order.</param>
    public virtual void Take(IReadOnlyList<Tensor> weights) =>
        throw new NotSupportedException($"{this} is read from files and not made of another layer.");

    private static bool IsZero(Variable variable) => variable.ToTensor().ToArray().All(value => value == 0);

    /// <summary>Makes a weight that files have.</summary>
    private protected Variable Stored(string name, Shape shape, DType dtype = DType.Float32, bool trainable = false)
    {
        var variable = AddWeight(name, shape, new StoredZeros(dtype), trainable: trainable);
        _stored.Add(variable);
        return variable;
    }

    /// <summary>Makes a weight of LoRA, which files do not have: it is 0 after loading.</summary>
    private protected Variable Adapter(string name, Shape shape)
    {
        var variable = AddWeight(name, shape, DefaultInitializers.Zeros);
        _adapters.Add(variable);
        return variable;
    }
}
