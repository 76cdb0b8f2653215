namespace Cornea.Layers;

/// <summary>The products of two inputs along an axis of each, sample by sample. Keras: <c>keras.layers.Dot</c>.</summary>
/// <remarks>Output (batch, other axes of a, other axes of b), at least (batch, 1). Source: Keras, <c>layers/merging/dot.py</c>.</remarks>
public sealed class Dot : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="axes">The axis of both inputs along which the products are summed, or one for each; not the batch.</param>
    /// <param name="normalize">Whether to normalize the vectors to length 1 first: the output is then the cosine similarity.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Dot(PerAxis axes, bool normalize = false, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Axes = axes.Count is 1 or 2
            ? [.. axes]
            : throw new ArgumentException($"Dot expects one axis or two, but received {axes.Count}. Write 1 or (1, 2).", nameof(axes));
        Normalize = normalize;
    }

    /// <summary>The axis of both inputs along which the products are summed, or one for each; not the batch.</summary>
    [SingleAsNumber]
    public IReadOnlyList<int> Axes { get; }

    /// <summary>Whether to normalize the vectors to length 1 first: the output is then the cosine similarity.</summary>
    public bool Normalize { get; }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (inputs.Count != 2)
            throw new ShapeException($"{this} expects two inputs, but received {inputs.Count}. Pass [a, b].");
        var (a, b) = (inputs[0], inputs[1]);
        var (axisA, axisB) = (a.Shape.Axis(Axes[0]), b.Shape.Axis(Axes[^1]));
        if (axisA == 0 || axisB == 0 || a.Shape[axisA] != b.Shape[axisB])
        {
            throw new ShapeException(
                $"{this} multiplies axis {Axes[0]} of {a.Shape} by axis {Axes[^1]} of {b.Shape}. " +
                "Choose two axes of one length, not the batch.");
        }
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
