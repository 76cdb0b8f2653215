namespace Cornea;

/// <summary>The entrance of a model: says what one sample looks like. Keras: <c>keras.layers.InputLayer</c>, <c>keras.Input</c>.</summary>
/// <remarks>Hands its input on. Source: Keras, <c>layers/core/input_layer.py</c>.</remarks>
public sealed class InputLayer : Layer, IConfigurable<InputLayer>
{
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

    /// <summary>Makes the layer for samples of some features.</summary>
    /// <param name="features">The number of features.</param>
    /// <param name="name">The layer's name.</param>
    public InputLayer(int features, string? name = null) : this(new Shape(features), name: name)
    {
    }

    /// <summary>The element type in which data enters.</summary>
    public DType DType { get; }

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
        return new InputLayer(shape[1..], dtype);
    }

    /// <inheritdoc/>
    void IConfigurable<InputLayer>.WriteConfig(ConfigWriter writer)
    {
        writer.Write("batch_shape", writer.Of(InputShape!.Insert(0, Shape.Unknown)));
        writer.Write("dtype", writer.Of(DType));
        writer.Write("sparse", false);
        writer.Write("ragged", false);
        writer.Write("name", Name);
        writer.Write("optional", false);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => ((Tensor)inputs).Cast(DType);
}
