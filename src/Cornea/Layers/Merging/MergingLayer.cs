namespace Cornea.Layers;

/// <summary>A layer that joins several inputs element by element into one; shapes broadcast.</summary>
public abstract class MergingLayer : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="name">The layer's name.</param>
    protected MergingLayer(string? name) : base(name)
    {
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (inputs.Count < 2)
            throw new ShapeException(
                $"{this} expects at least two inputs, but received {inputs.Count}. Pass them together: layer.Apply([a, b], context).");
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
