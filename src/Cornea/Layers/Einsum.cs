namespace Cornea.Layers;

/// <summary>Products of two tensors by axis letters, as NumPy's einsum: <c>abc,cde->abde</c>; <c>...</c> stands for further axes of the first.</summary>
internal static class Einsum
{
    /// <summary>Sums over the letters that the output lacks. Each letter stands once in an operand.</summary>
    public static Tensor Of(string equation, Tensor a, Tensor b)
    {
        var (first, second, output) = Parse(equation, a.Rank);
        if (first.Length != a.Rank || second.Length != b.Rank)
            throw new ShapeException($"The equation '{equation}' expects tensors with {first.Length} and {second.Length} axes, but received shapes {a.Shape} and {b.Shape}. Change the equation.");
        char[] batch = [.. first.Where(letter => second.Contains(letter) && output.Contains(letter))];
        char[] summed = [.. first.Where(letter => second.Contains(letter) && !output.Contains(letter))];
        char[] rows = [.. first.Where(letter => !second.Contains(letter) && output.Contains(letter))];
        char[] columns = [.. second.Where(letter => !first.Contains(letter) && output.Contains(letter))];
        var sizes = new Dictionary<char, int>();
        foreach (var (letter, size) in first.Zip(a.Shape).Concat(second.Zip(b.Shape)))
        {
            if (sizes.TryGetValue(letter, out var other) && other != size)
                throw new ShapeException($"The equation '{equation}' gives '{letter}' the lengths {other} and {size} for shapes {a.Shape} and {b.Shape}. Make them equal.");
            sizes[letter] = size;
        }
        int Size(char[] letters) => letters.Aggregate(1, (product, letter) => product * sizes[letter]);

        // [batch, rows, summed] times [batch, summed, columns]; letters of one operand alone that the output lacks are summed first.
        var left = Ordered(a, first, [.. batch, .. rows, .. summed]).Reshape(new Shape(Size(batch), Size(rows), Size(summed)));
        var right = Ordered(b, second, [.. batch, .. summed, .. columns]).Reshape(new Shape(Size(batch), Size(summed), Size(columns)));
        char[] order = [.. batch, .. rows, .. columns];
        var product = batch.Length == 0
            ? Tensor.MatMul(left.Squeeze(0), right.Squeeze(0))
            : Tensor.MatMul(left, right);
        return product.Reshape(new Shape([.. order.Select(letter => sizes[letter])])).Transpose([.. output.Select(letter => Array.IndexOf(order, letter))]);
    }

    /// <summary>The letters of the two inputs and the output; <c>...</c> becomes letters that nobody uses.</summary>
    public static (string First, string Second, string Output) Parse(string equation, int rankOfFirst)
    {
        var parts = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        var inputs = parts[0].Split(',');
        if (parts.Length != 2 || inputs.Length != 2)
            throw new ArgumentException($"An einsum equation of two inputs was expected, such as 'ab,bc->ac', but received '{equation}'. Write it so.", nameof(equation));
        var hidden = new string([.. Enumerable.Range(0, Math.Max(0, rankOfFirst - (inputs[0].Length - 3))).Select(i => (char)('\uE000' + i))]);
        string Full(string letters) => letters.Replace("...", hidden, StringComparison.Ordinal);
        return (Full(inputs[0]), Full(inputs[1]), Full(parts[1]));
    }

    private static Tensor Ordered(Tensor x, string letters, char[] order)
    {
        int[] alone = [.. Enumerable.Range(0, letters.Length).Where(axis => !order.Contains(letters[axis]))];
        var summed = alone.Length == 0 ? x : x.Sum(alone);
        var left = new string([.. letters.Where(order.Contains)]);
        return summed.Transpose([.. order.Select(letter => left.IndexOf(letter))]);
    }
}
