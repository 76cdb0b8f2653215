namespace Cornea;

/// <summary>
/// What a layer will give once a model runs: a shape and an element type, and the way it came about. Made by
/// <see cref="Model.Input(Shape, DType, string?)"/> and by calling layers with <see cref="Layer.On(SymbolicTensors)"/>; a
/// <see cref="Functional"/> model is cut out of such values. Keras: <c>KerasTensor</c>.
/// </summary>
/// <example>
/// <code>
/// var x = Model.Input([32]);
/// var h = new Dense(32, Activation.Relu).On(x);
/// var model = new Functional(x, new Dense(1).On(h + x));
/// </code>
/// </example>
public sealed partial class SymbolicTensor
{
    internal SymbolicTensor(Node node, int index, Shape shape, DType dtype, (Shape First, Shape Second)? traced = null)
    {
        Node = node;
        Index = index;
        Shape = shape;
        DType = dtype;
        Traced = traced;
    }

    /// <summary>
    /// The two shapes with lengths in place of the unknown ones with which the value was traced: layers that follow are traced with the
    /// same, so that one unknown length stays one, on whichever axis it comes to lie. Null for those that the shape alone gives.
    /// </summary>
    internal (Shape First, Shape Second)? Traced { get; }

    /// <summary>Axis lengths; the batch, and what else is not known yet, is <see cref="Shape.Unknown"/>.</summary>
    public Shape Shape { get; }

    /// <summary>Element type.</summary>
    public DType DType { get; }

    /// <summary>Number of axes, the batch included.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The layer that gives it.</summary>
    public Layer Layer => Node.Layer;

    /// <summary>The call that gives it.</summary>
    internal Node Node { get; }

    /// <summary>Which output of that call it is.</summary>
    internal int Index { get; }

    /// <summary>Type, shape and where it comes from, as in <c>float32 (None, 64) of Dense 'hidden'</c>.</summary>
    public override string ToString() => $"{DType.Name()} {Shape} of {Layer}";
}
