using System.Collections.Immutable;

namespace Cornea.Compilation.Kernels;

/// <summary>
/// How a kernel walks over a slot: the element at index (i, j, ...) lies at <c>Offset + i * Strides[0] + j * Strides[1] ...</c>.
/// Layout ops are nothing but other views to the same slot.
/// </summary>
/// <param name="Buffer">The memory.</param>
/// <param name="Offset">First element.</param>
/// <param name="Lengths">Axis lengths.</param>
/// <param name="Strides">Elements from one index to the next, per axis; 0 repeats.</param>
internal sealed record BufferView(BufferSlot Buffer, int Offset, ImmutableArray<int> Lengths, ImmutableArray<int> Strides)
{
    public static BufferView Whole(BufferSlot slot) => new(slot, 0, [.. slot.Type.Shape], [.. slot.Type.Shape.Strides()]);

    public DType DType => Buffer.Type.DType;

    /// <summary>Number of elements walked over.</summary>
    public int Count
    {
        get
        {
            // Kernels ask for it while they run, so nothing may be allocated here.
            var count = 1;
            foreach (var length in Lengths)
                count *= length;
            return count;
        }
    }

    /// <summary>True when the elements are contiguous in the order walked.</summary>
    public bool IsContiguous
    {
        get
        {
            var expected = 1;
            for (var i = Lengths.Length - 1; i >= 0; i--)
            {
                if (Lengths[i] == 0)
                    return true;
                if (Lengths[i] != 1 && Strides[i] != expected)
                    return false;
                expected *= Lengths[i];
            }
            return true;
        }
    }

    /// <summary>True when the elements along the last axis, behind the first, are contiguous.</summary>
    public bool EndsContiguously
    {
        get
        {
            for (var i = Lengths.Length - 1; i > 0; i--)
            {
                if (Lengths[i] != 1)
                    return Strides[i] == 1;
            }
            return true;
        }
    }

    public BufferView Transpose(ImmutableArray<int> order) =>
        this with { Lengths = [.. order.Select(axis => Lengths[axis])], Strides = [.. order.Select(axis => Strides[axis])] };

    public BufferView Broadcast(Shape shape)
    {
        var added = shape.Rank - Lengths.Length;
        return this with
        {
            Lengths = [.. shape],
            Strides = [.. Enumerable.Range(0, shape.Rank).Select(i => i < added || Lengths[i - added] == 1 ? 0 : Strides[i - added])],
        };
    }

    public BufferView Slice(ImmutableArray<int> starts, ImmutableArray<int> lengths, ImmutableArray<int> steps)
    {
        if (lengths.Contains(0))
            return this with { Offset = 0, Lengths = lengths, Strides = [.. lengths.Select(_ => 0)] };
        var offset = Offset;
        for (var i = 0; i < starts.Length; i++)
            offset += starts[i] * Strides[i];
        return this with { Offset = offset, Lengths = lengths, Strides = [.. steps.Select((step, i) => step * Strides[i])] };
    }

    /// <summary>The same walk under another shape, or null where that needs a copy.</summary>
    public BufferView? Reshape(Shape shape)
    {
        if (shape.Size == 0)
            return this with { Offset = 0, Lengths = [.. shape], Strides = [.. shape.Select(_ => 0)] };
        var strides = new int[shape.Rank];
        // Axes of length 1 move nothing; the others are matched in groups of equal product.
        var old = Enumerable.Range(0, Lengths.Length).Where(i => Lengths[i] != 1).ToArray();
        int from = 0, to = 0;
        while (to < shape.Rank)
        {
            if (shape[to] == 1)
            {
                to++;
                continue;
            }
            var (oldProduct, newProduct, oldEnd, newEnd) = ((long)Lengths[old[from]], (long)shape[to], from + 1, to + 1);
            while (oldProduct != newProduct)
            {
                if (oldProduct < newProduct)
                    oldProduct *= Lengths[old[oldEnd++]];
                else
                    newProduct *= shape[newEnd++];
            }
            for (var i = from; i < oldEnd - 1; i++)
            {
                if (Strides[old[i]] != (long)Strides[old[i + 1]] * Lengths[old[i + 1]])
                    return null;
            }
            var stride = Strides[old[oldEnd - 1]];
            for (var i = newEnd - 1; i >= to; i--)
            {
                strides[i] = stride;
                stride *= shape[i];
            }
            (from, to) = (oldEnd, newEnd);
        }
        return this with { Lengths = [.. shape], Strides = [.. strides] };
    }

    public bool Equals(BufferView? other) => other is not null && ReferenceEquals(Buffer, other.Buffer) && Offset == other.Offset
        && Lengths.AsSpan().SequenceEqual(other.Lengths.AsSpan()) && Strides.AsSpan().SequenceEqual(other.Strides.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Buffer, Offset, Graph.Sequence.Hash(Lengths), Graph.Sequence.Hash(Strides));
}
