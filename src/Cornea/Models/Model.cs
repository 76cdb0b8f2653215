using System.Globalization;

namespace Cornea;

/// <summary>
/// Layers put together that can be trained: compile it, fit it, evaluate it, predict with it. A model is itself a layer and
/// may stand inside another. Keras: <c>keras.Model</c>.
/// </summary>
/// <remarks>
/// A model of one's own tracks its layers in the constructor with <see cref="Layer.Track{T}"/> and calls them in
/// <see cref="Layer.Call"/>. Nothing runs while it is called: training compiles the whole step, from the rows of the data to
/// the new weights, into one plan.
/// </remarks>
public abstract partial class Model : Layer
{
    /// <summary>Makes a model.</summary>
    /// <param name="name">Its name; <c>sequential</c> and the like where null.</param>
    /// <param name="seed">The first weights, the order of the samples and dropout are pure functions of it.</param>
    protected Model(string? name, long seed) : base(name) => Seed = seed;

    /// <summary>
    /// The first weights, the order of the samples in each epoch and every random number of a step are pure functions of it:
    /// the same seed gives the same bits. Set it before the model is built.
    /// </summary>
    public long Seed { get; set; }

    /// <summary>The layers of the model, in order, built if the shape of the input is known.</summary>
    public IReadOnlyList<Layer> Layers
    {
        get
        {
            EnsureWeights();
            return ModelLayers;
        }
    }

    /// <summary>The names of the outputs, which stand before metrics of models with several.</summary>
    public virtual IReadOnlyList<string> OutputNames => ModelLayers.Count > 0 ? [ModelLayers[^1].Name] : [];

    internal override bool IsModel => true;

    /// <summary>The layers without building anything.</summary>
    protected virtual IReadOnlyList<Layer> ModelLayers => Sublayers;

    /// <summary>The symbolic inputs of a functional model, or of a chain whose input shape is known; empty otherwise.</summary>
    public virtual SymbolicTensors Inputs => [];

    /// <summary>The symbolic outputs of a functional model, or of a chain whose input shape is known; empty otherwise.</summary>
    public virtual SymbolicTensors Outputs => [];

    /// <summary>
    /// The symbolic output of the model; where it is not cut out of symbolic values, what it gave when it was first called on
    /// some.
    /// </summary>
    public override SymbolicTensor Output => Outputs.Count > 0 ? Single(Outputs) : base.Output;

    /// <summary>
    /// A model of the same layers and configuration with weights of its own, not compiled. Functional models and chains can be
    /// cloned; a class of one's own overrides this. Keras: <c>keras.models.clone_model</c>.
    /// </summary>
    public override Model Clone() =>
        throw new NotSupportedException(
            $"{this} is a class of its own, whose layers cannot be told from its constructor. " +
            $"Override Clone in {GetType().Name} and make a new one.");

    /// <summary>
    /// The entrance of a functional model: a symbolic value of one sample's shape and a batch axis. Keras: <c>keras.Input</c>.
    /// </summary>
    /// <param name="shape">The shape of one sample, without the batch axis. <see cref="Shape.Unknown"/> for axes of any length.</param>
    /// <param name="dtype">The element type in which data enters.</param>
    /// <param name="name">The name of the layer behind it; <c>input_layer</c> and the like where null.</param>
    /// <example><code>var x = Model.Input([28, 28, 1]);</code></example>
    public static SymbolicTensor Input(Shape shape, DType dtype = DType.Float32, string? name = null) =>
        new InputLayer(shape, dtype, name).Output;

    /// <summary>A layer by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message names the nearest.</exception>
    public Layer GetLayer(string name) => Layers.FirstOrDefault(layer => layer.Name == name)
        ?? throw new KeyNotFoundException($"Model '{Name}' has no layer '{name}'. {Hint(name, Layers.Select(layer => layer.Name))}");

    /// <summary>A layer by its place.</summary>
    /// <param name="index">0 is the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer layers.</exception>
    public Layer GetLayer(int index) => (uint)index < (uint)Layers.Count ? Layers[index] : throw new ArgumentOutOfRangeException(
        nameof(index), string.Create(CultureInfo.InvariantCulture,
            $"Model '{Name}' has {Layers.Count} layers, but layer {index} was asked for. Use 0 to {Layers.Count - 1}."));

    private protected override long OwnSeed => Seed;

    internal Tensors Run(Tensors inputs, CallContext context) => Apply(inputs, context);

    private static string Hint(string name, IEnumerable<string> known) => DidYouMean.Suggest(name, known) is { } near
        ? $"Did you mean '{near}'?"
        : $"It has {string.Join(", ", known.Select(other => $"'{other}'"))}.";
}
