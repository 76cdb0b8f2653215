using System.Collections;
using System.Runtime.CompilerServices;

namespace Cornea;

/// <summary>One or several symbolic values; a single one converts by itself.</summary>
[CollectionBuilder(typeof(SymbolicTensors), nameof(Create))]
public readonly struct SymbolicTensors : IReadOnlyList<SymbolicTensor>
{
    private readonly SymbolicTensor[] _items;

    private SymbolicTensors(SymbolicTensor[] items) => _items = items;

    /// <summary>How many.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>One of them.</summary>
    /// <param name="index">Which.</param>
    public SymbolicTensor this[int index] => _items[index];

    /// <summary>One value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator SymbolicTensors(SymbolicTensor value) => new([value]);

    /// <summary>Several values.</summary>
    /// <param name="values">The values.</param>
    public static implicit operator SymbolicTensors(SymbolicTensor[] values) => new([.. values]);

    /// <summary>Makes it from a collection expression.</summary>
    /// <param name="values">The values.</param>
    public static SymbolicTensors Create(ReadOnlySpan<SymbolicTensor> values) => new(values.ToArray());

    /// <inheritdoc/>
    public IEnumerator<SymbolicTensor> GetEnumerator() => ((IEnumerable<SymbolicTensor>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
