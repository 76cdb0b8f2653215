namespace Cornea;

/// <summary>
/// Sums of products named by letters, lowered to transposes and batched matrix products of two tensors at a time, from the
/// left. Axes under an ellipsis get labels of their own, counted from the last, so that they broadcast.
/// </summary>
internal static class Einsum
{
    // Labels of ellipsis axes: the last one is this, the one before it this + 1, ...
    private const int EllipsisLabel = 1000;

    public static Tensor Apply(string equation, ReadOnlySpan<Tensor> tensors)
    {
        var sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length > 2)
            throw Malformed(equation, "it has more than one arrow");
        if (terms.Length != tensors.Length)
        {
            throw new ArgumentException(
                $"Einsum '{equation}' is for {terms.Length} tensors, but received {tensors.Length}. Give one tensor for each term.");
        }
        var inputs = new List<(Tensor Tensor, List<int> Labels)>();
        var lengths = new Dictionary<int, int>();
        for (var i = 0; i < terms.Length; i++)
        {
            var labels = Labels(equation, terms[i], tensors[i].Rank);
            for (var axis = 0; axis < labels.Count; axis++)
            {
                lengths[labels[axis]] = Common(equation, labels[axis], lengths.GetValueOrDefault(labels[axis], 1), tensors[i].Shape[axis],
                    lengths.ContainsKey(labels[axis]));
            }
            inputs.Add((tensors[i], labels));
        }
        var dots = lengths.Keys.Where(label => label >= EllipsisLabel).OrderDescending().ToList();
        var result = sides.Length == 2 ? Result(equation, sides[1], dots) : Implied(inputs, dots);
        if (result.Distinct().Count() != result.Count || result.Except(lengths.Keys).Any())
            throw Malformed(equation, "each letter on the right must stand on the left, and once on the right");

        var dtype = inputs.Aggregate(DType.Bool, (type, input) => DTypes.Promote(type, input.Tensor.DType));
        // Two of int8 give int32; others whose type is int8 stay int8, whose sums are those of int32 wrapped around.
        var wraps = dtype == DType.Int8 && (inputs.Count != 2 || inputs.Any(input => input.Tensor.DType != dtype));
        var parts = inputs.Select(input => Diagonals(input.Tensor.Cast(wraps ? DType.Int32 : dtype), input.Labels)).ToList();
        var (left, names) = parts[0];
        for (var i = 1; i < parts.Count; i++)
        {
            var needed = result.Concat(parts.Skip(i + 1).SelectMany(part => part.Labels)).ToHashSet();
            (left, names) = Multiply(left, names, parts[i].Tensor, parts[i].Labels, needed, lengths);
        }
        (left, names) = SumOthers(left, names, [.. result]);
        left = left.Transpose([.. result.Select(label => names.IndexOf(label))]);
        return wraps ? left.Cast(dtype) : left;
    }

    // a: [shared kept, a's own, contracted]; b: [shared kept, contracted, b's own]; one batched product.
    private static (Tensor Tensor, List<int> Labels) Multiply(
        Tensor a, List<int> inA, Tensor b, List<int> inB, HashSet<int> needed, Dictionary<int, int> lengths)
    {
        (a, inA) = SumOthers(a, inA, [.. needed, .. inB]);
        (b, inB) = SumOthers(b, inB, [.. needed, .. inA]);
        a = Widen(a, inA, inB, lengths);
        b = Widen(b, inB, inA, lengths);
        var batch = inA.Where(label => inB.Contains(label) && needed.Contains(label)).ToList();
        var contracted = inA.Where(label => inB.Contains(label) && !needed.Contains(label)).ToList();
        var ownA = inA.Except(inB).ToList();
        var ownB = inB.Except(inA).ToList();
        int[] Axes(List<int> labels, params IEnumerable<int>[] order) =>
            [.. order.SelectMany(part => part).Select(label => labels.IndexOf(label))];
        int Size(List<int> labels, Tensor x, List<int> names) => new Shape([.. labels.Select(label => x.Shape[names.IndexOf(label)])]).Size;
        List<int> names = [.. batch, .. ownA, .. ownB];
        var shape = new Shape([.. names.Select(label => inA.Contains(label) ? a.Shape[inA.IndexOf(label)] : b.Shape[inB.IndexOf(label)])]);
        var (m, k, n, count) = (Size(ownA, a, inA), Size(contracted, a, inA), Size(ownB, b, inB), Size(batch, a, inA));
        var x = a.Transpose(Axes(inA, batch, ownA, contracted));
        var y = b.Transpose(Axes(inB, batch, contracted, ownB));
        if (contracted.Count == 0)
        {
            // Two of int8 give int32, as their matrix product does.
            (x, y) = (x.Cast(x.DType.OfProduct()), y.Cast(y.DType.OfProduct()));
            return ((x.Reshape(new Shape(count, m, 1)) * y.Reshape(new Shape(count, 1, n))).Reshape(shape), names);
        }
        var product = batch.Count == 0
            ? Tensor.MatMul(x.Reshape(new Shape(m, k)), y.Reshape(new Shape(k, n)))
            : Tensor.MatMul(x.Reshape(new Shape(count, m, k)), y.Reshape(new Shape(count, k, n)));
        return (product.Reshape(shape), names);
    }

    // Axes of length 1 under the ellipsis grow where the other tensor has the same axis longer.
    private static Tensor Widen(Tensor x, List<int> labels, List<int> other, Dictionary<int, int> lengths) =>
        x.BroadcastTo(
        new Shape([.. labels.Select((label, axis) => label >= EllipsisLabel && other.Contains(label) ? lengths[label] : x.Shape[axis])]));

    private static (Tensor Tensor, List<int> Labels) SumOthers(Tensor x, List<int> labels, HashSet<int> kept)
    {
        int[] summed = [.. Enumerable.Range(0, labels.Count).Where(axis => !kept.Contains(labels[axis]))];
        return summed.Length == 0 ? (x, labels) : (x.Sum(summed), [.. labels.Where(kept.Contains)]);
    }

    // A letter that stands twice in one term means the diagonal of its axes.
    private static (Tensor Tensor, List<int> Labels) Diagonals(Tensor x, List<int> labels)
    {
        while (labels.Count != labels.Distinct().Count())
        {
            var label = labels.First(one => labels.Count(other => other == one) > 1);
            x = x.Diagonal(0, labels.IndexOf(label), labels.IndexOf(label, labels.IndexOf(label) + 1));
            labels.Remove(label);
            labels.Remove(label);
            labels.Add(label);
        }
        return (x, labels);
    }

    private static List<int> Labels(string equation, string term, int rank)
    {
        var dots = term.IndexOf("...", StringComparison.Ordinal);
        var letters = dots < 0 ? term : term.Remove(dots, 3);
        if (!letters.All(char.IsAsciiLetter))
            throw Malformed(equation, $"'{term}' has signs that are neither letters nor ...");
        if (dots < 0 ? letters.Length != rank : letters.Length > rank)
            throw Malformed(equation, $"'{term}' names {letters.Length} axes of a tensor that has {rank}");
        var labels = letters.Select(letter => (int)letter).ToList();
        if (dots >= 0)
            labels.InsertRange(dots, Enumerable.Range(0, rank - letters.Length).Reverse().Select(fromLast => EllipsisLabel + fromLast));
        return labels;
    }

    private static List<int> Result(string equation, string term, List<int> dots) => Labels(
        equation, term, term.Contains("...", StringComparison.Ordinal) ? term.Length - 3 + dots.Count : term.Length);

    private static List<int> Implied(List<(Tensor Tensor, List<int> Labels)> inputs, List<int> dots) =>
    [
        .. dots,
        .. inputs.SelectMany(input => input.Labels).Where(label => label < EllipsisLabel)
            .GroupBy(label => label).Where(group => group.Count() == 1).Select(group => group.Key).Order(),
    ];

    private static int Common(string equation, int label, int known, int length, bool seen)
    {
        if (!seen || known == length)
            return length;
        if (label >= EllipsisLabel && (known == 1 || length == 1))
            return Math.Max(known, length) == 1 ? 1 : known == 1 ? length : known;
        var name = label >= EllipsisLabel ? "..." : ((char)label).ToString();
        throw new ShapeException($"In einsum '{equation}', '{name}' stands for axes of length {known} and {length}. They must be equal.");
    }

    private static ArgumentException Malformed(string equation, string why) =>
        new($"Einsum cannot read '{equation}': {why}. Write one letter per axis, as in \"ij,jk->ik\".");
}
