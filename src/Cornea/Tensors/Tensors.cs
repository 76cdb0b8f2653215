using System.Collections;
using System.Runtime.CompilerServices;

namespace Cornea;

/// <summary>
/// What goes into and comes out of a layer: usually one tensor, sometimes several. One tensor converts both ways, so a
/// layer with one input reads <c>Tensor x = inputs;</c> and returns a tensor.
/// </summary>
[CollectionBuilder(typeof(Tensors), nameof(Create))]
public readonly struct Tensors : IReadOnlyList<Tensor>
{
    private readonly Tensor[] _items;

    private Tensors(Tensor[] items) => _items = items;

    /// <summary>How many.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>One of them.</summary>
    /// <param name="index">Which.</param>
    public Tensor this[int index] => _items[index];

    /// <summary>One tensor.</summary>
    /// <param name="tensor">The tensor; null, as for weights that are not given, is none.</param>
    public static implicit operator Tensors(Tensor tensor) => tensor is null ? default : new([tensor]);

    /// <summary>Several tensors.</summary>
    /// <param name="tensors">The tensors.</param>
    public static implicit operator Tensors(Tensor[] tensors) => new(tensors);

    /// <summary>The one tensor.</summary>
    /// <param name="tensors">Exactly one.</param>
    /// <exception cref="ArgumentException">There are several, or none.</exception>
    public static implicit operator Tensor(Tensors tensors) => tensors.Count == 1
        ? tensors[0]
        : throw new ArgumentException($"One tensor was expected here, but received {tensors.Count}. Index them: inputs[0].");

    /// <summary>Makes it from a collection expression.</summary>
    /// <param name="tensors">The tensors.</param>
    public static Tensors Create(ReadOnlySpan<Tensor> tensors) => new(tensors.ToArray());

    /// <inheritdoc/>
    public IEnumerator<Tensor> GetEnumerator() => ((IEnumerable<Tensor>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
