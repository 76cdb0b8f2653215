namespace Cornea.Layers;

/// <summary>A layer that joins several inputs element by element into one; shapes broadcast.</summary>
public abstract class MergingLayer : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    protected MergingLayer(string? name = null, bool trainable = true, DTypePolicy? dtype = null) : base(name, trainable, dtype)
    {
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (inputs.Count < 2)
        {
            throw new ShapeException(
                $"{this} expects at least two inputs, but received {inputs.Count}. Pass them together: layer.Apply([a, b], context).");
        }
        var rank = inputs.Max(input => input.Rank);
        return Merge([.. inputs.Select(input => Raised(input, rank))]);
    }

    /// <summary>Joins the inputs.</summary>
    /// <param name="inputs">Two or more, of one rank.</param>
    protected abstract Tensor Merge(IReadOnlyList<Tensor> inputs);

    /// <inheritdoc/>
    protected override Tensor? ComputeMask(Tensors inputs, Tensors outputs, CallContext context)
    {
        // A step counts where it counts in any input; without a mask all steps of an input do.
        Tensor[] masks = [.. inputs.Select(context.MaskOf).OfType<Tensor>()];
        return masks.Length < inputs.Count ? null : masks.Aggregate((a, b) => a | b);
    }

    // Missing axes go right after the batch, as in Keras.
    private static Tensor Raised(Tensor x, int rank) => x.Rank == rank || x.Rank == 0
        ? x
        : x.Reshape(new Shape([x.Shape[0], .. Enumerable.Repeat(1, rank - x.Rank), .. x.Shape[1..]]));
}
