namespace Cornea;

/// <summary>The entrance of a model: says what one sample looks like. Keras: <c>keras.layers.InputLayer</c>, <c>keras.Input</c>.</summary>
/// <remarks>Hands its input on. Source: Keras, <c>layers/core/input_layer.py</c>.</remarks>
public sealed class InputLayer : Layer, IConfigurable<InputLayer>
{
    // Only networks of other formats need it: Keras has no such key.
    private const string TracedKey = "traced_shapes";

    /// <summary>Initializes the layer.</summary>
    /// <param name="shape">The shape of one sample, without the batch axis.</param>
    /// <param name="dtype">The element type in which data enters.</param>
    /// <param name="name">The layer's name.</param>
    public InputLayer(Shape shape, DType dtype = DType.Float32, string? name = null) : base(name, dtype: dtype)
    {
        InputShape = shape;
        DType = dtype;
        Note([], [(shape.Insert(0, Shape.Unknown), dtype)]);
    }

    // With a batch axis of a length of its own, or without any axis, as other formats have inputs.
    private InputLayer(Shape batchShape, string? name, DType dtype, (Shape First, Shape Second)? traced) : base(name, dtype: dtype)
    {
        InputShape = batchShape.Rank > 0 ? batchShape[1..] : null;
        BatchSize = batchShape.Rank > 0 ? batchShape[0] : Shape.Unknown;
        DType = dtype;
        Traced = traced;
        Note([], [(batchShape, dtype)], traced: traced is { } shapes ? [shapes] : null);
    }

    /// <summary>Makes the layer for samples of some features.</summary>
    /// <param name="features">The number of features.</param>
    /// <param name="name">The layer's name.</param>
    public InputLayer(int features, string? name = null) : this(new Shape(features), name: name)
    {
    }

    /// <summary>The element type in which data enters.</summary>
    public DType DType { get; }

    /// <summary>The length of the batch axis where it is fixed.</summary>
    internal int BatchSize { get; } = Shape.Unknown;

    /// <summary>The layer for a whole shape, whose first axis need not be a batch of any length.</summary>
    /// <param name="batchShape">The shape, its first axis included.</param>
    /// <param name="dtype">The element type.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="traced">The two shapes with which what follows is traced; those that others are traced with where null.</param>
    internal static InputLayer OfBatchShape(
        Shape batchShape, DType dtype, string? name = null, (Shape First, Shape Second)? traced = null) =>
        new(batchShape, name, dtype, traced);

    private (Shape First, Shape Second)? Traced { get; }

    /// <summary>Whether Keras may be given None here, as a file says. Models here are given all their inputs.</summary>
    internal bool IsOptional { get; private set; }

    /// <summary>How a file describes an entrance of texts, whose numbers enter here.</summary>
    internal ConfigObject? Stored { get; init; }

    internal override ConfigObject? SavedForm => Stored;

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    private protected override bool Autocasts => false;

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    static InputLayer IConfigurable<InputLayer>.FromConfig(ConfigReader reader)
    {
        var shape = reader.Shape(reader.Given("batch_input_shape") ?? reader.Required("batch_shape"));
        var dtype = reader.Given("dtype") is { } name ? reader.DType(name) : DType.Float32;
        var made = shape.Rank > 0 && shape[0] == Shape.Unknown && !reader.Has(TracedKey)
            ? new InputLayer(shape[1..], dtype)
            : OfBatchShape(shape, dtype, traced: reader.Given(TracedKey) is { } traced
                ? (reader.Shape(traced.AsList()[0]), reader.Shape(traced.AsList()[1])) : null);
        made.IsOptional = reader.Given("optional")?.AsBoolean() == true;
        return made;
    }

    /// <inheritdoc/>
    void IConfigurable<InputLayer>.WriteConfig(ConfigWriter writer)
    {
        writer.Write("batch_shape", writer.Of(InputShape?.Insert(0, BatchSize) ?? Shape.Scalar));
        writer.Write("dtype", writer.Of(DType));
        writer.Write("sparse", false);
        writer.Write("ragged", false);
        writer.Write("name", Name);
        writer.Write("optional", IsOptional);
        if (Traced is { } traced)
            writer.Write(TracedKey, (ConfigValue[])[writer.Of(traced.First), writer.Of(traced.Second)]);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => ((Tensor)inputs).Cast(DType);
}
