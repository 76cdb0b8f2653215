namespace Cornea;

/// <summary>The entrance of a model: says what one sample looks like. Keras: <c>keras.layers.InputLayer</c>, <c>keras.Input</c>.</summary>
/// <remarks>Hands its input on. Source: Keras, <c>layers/core/input_layer.py</c>.</remarks>
public sealed class InputLayer : Layer
{
    /// <summary>Makes the layer.</summary>
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
    public override InputLayer Clone()
    {
        var copy = (InputLayer)Copied();
        copy.Note([], [(InputShape!.Insert(0, Shape.Unknown), DType)]);
        return copy;
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => ((Tensor)inputs).Cast(DType);
}
