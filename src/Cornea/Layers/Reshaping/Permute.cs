namespace Cornea.Layers;

/// <summary>The axes of a sample in another order. Keras: <c>keras.layers.Permute</c>.</summary>
/// <remarks>
/// Axis i of the output sample is axis <c>dims[i]</c> of the input sample, counted from 1. Source: Keras,
/// <c>layers/reshaping/permute.py</c>.
/// </remarks>
public sealed class Permute : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="dims">Permutation pattern of the axes of a sample, counted from 1.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Permute(IReadOnlyList<int> dims, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Dims = Checked(dims);
    }

    /// <summary>Permutation pattern of the axes of a sample, counted from 1.</summary>
    public IReadOnlyList<int> Dims { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        return x.Rank == Dims.Count + 1
            ? x.Transpose([0, .. Dims])
            : throw new ShapeException(
                $"{this} expects samples with {Dims.Count} axes, but received shape {x.Shape}. Name each axis of the sample once, from 1.");
    }

    private static IReadOnlyList<int> Checked(IReadOnlyList<int> dims) => dims.Order().SequenceEqual(Enumerable.Range(1, dims.Count))
        ? [.. dims]
        : throw new ArgumentException(
            $"Permute expects each axis of a sample once, counted from 1, but received ({string.Join(", ", dims)}). " +
            "For two axes write [2, 1].", nameof(dims));
}
