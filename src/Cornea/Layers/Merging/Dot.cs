namespace Cornea.Layers;

/// <summary>The products of two inputs along an axis of each, sample by sample. Keras: <c>keras.layers.Dot</c>.</summary>
/// <remarks>Output (batch, other axes of a, other axes of b), at least (batch, 1). Source: Keras, <c>layers/merging/dot.py</c>.</remarks>
public sealed class Dot : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="axisA">The axis of the first input; not the batch.</param>
    /// <param name="axisB">The axis of the second input; not the batch.</param>
    /// <param name="normalize">Whether vectors are first brought to length 1: the output is then the cosine of their angle.</param>
    /// <param name="name">The layer's name.</param>
    public Dot(int axisA, int axisB, bool normalize = false, string? name = null) : base(name)
    {
        AxisA = axisA;
        AxisB = axisB;
        Normalize = normalize;
    }

    /// <summary>The axis of the first input; not the batch.</summary>
    public int AxisA { get; }

    /// <summary>The axis of the second input; not the batch.</summary>
    public int AxisB { get; }

    /// <summary>Whether vectors are first brought to length 1: the output is then the cosine of their angle.</summary>
    public bool Normalize { get; }

    /// <summary>Makes the layer for one axis of both inputs.</summary>
    /// <param name="axis">The axis of both inputs.</param>
    /// <param name="normalize">Whether vectors are first brought to length 1.</param>
    /// <param name="name">The layer's name.</param>
    public Dot(int axis, bool normalize = false, string? name = null) : this(axis, axis, normalize, name)
    {
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (inputs.Count != 2)
            throw new ShapeException($"{this} expects two inputs, but received {inputs.Count}. Pass [a, b].");
        var (a, b) = (inputs[0], inputs[1]);
        var (axisA, axisB) = (a.Shape.Axis(AxisA), b.Shape.Axis(AxisB));
        if (axisA == 0 || axisB == 0 || a.Shape[axisA] != b.Shape[axisB])
            throw new ShapeException(
                $"{this} multiplies axis {AxisA} of {a.Shape} by axis {AxisB} of {b.Shape}. Choose two axes of one length, not the batch.");
        if (Normalize)
            (a, b) = (UnitLength.Of(a, [axisA]), UnitLength.Of(b, [axisB]));
        // Both as [batch, others, k].
        var rows = a.MoveAxis(axisA, -1);
        var columns = b.MoveAxis(axisB, -1);
        var product = Tensor.MatMul(Matrix(rows), Matrix(columns).SwapAxes(-1, -2));
        int[] others = [.. rows.Shape[1..^1], .. columns.Shape[1..^1]];
        return product.Reshape(new Shape([a.Shape[0], .. others.Length == 0 ? [1] : others]));
    }

    private static Tensor Matrix(Tensor x) => x.Reshape(new Shape(x.Shape[0], x.Shape[1..^1].Size, x.Shape[^1]));
}
