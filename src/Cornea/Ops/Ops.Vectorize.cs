namespace Cornea;

public static partial class Ops
{
    /// <summary>A function of tensors that applies another one at each position of its arguments. Keras: <c>ops.vectorize</c>.</summary>
    /// <param name="function">From one element or block of each argument to the results.</param>
    /// <param name="signature">
    /// The axes of a block, such as <c>"(m,n),(n)->(m)"</c>: those in brackets are the function's, further ones in front of them are
    /// looped over and broadcast with each other. Null where the function takes and gives single numbers.
    /// </param>
    /// <param name="excluded">Arguments that the function takes whole, by their positions from 0.</param>
    /// <returns>From the arguments to the results; element by element, so that only one is in memory.</returns>
    /// <exception cref="ArgumentException">The signature cannot be read, or the arguments do not fit it.</exception>
    /// <example><code>var dot = Ops.Vectorize(x => [(x[0] * x[1]).Sum()], "(n),(n)->()");</code></example>
    public static Func<IReadOnlyList<Tensor>, Tensor[]> Vectorize(
        Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function, string? signature = null, params IReadOnlyList<int> excluded)
    {
        BlockSignature? blocks = signature is null ? null : BlockSignature.Parse(signature);
        return arguments =>
        {
            if (excluded.Any(index => index < 0 || index >= arguments.Count))
            {
                throw new ArgumentException(
                    $"Ops.Vectorize excludes the arguments {string.Join(", ", excluded)}, but received {arguments.Count} arguments.");
            }
            int[] looped = [.. Enumerable.Range(0, arguments.Count).Except(excluded)];
            int[] ranks = blocks is null ? new int[looped.Length] : blocks.Ranks([.. looped.Select(index => arguments[index].Shape)]);
            int[][] outer = [.. looped.Select((index, i) => arguments[index].Shape.Take(arguments[index].Rank - ranks[i]).ToArray())];
            int[] loop = outer.Aggregate((int[])[], (shape, other) => Shape.Broadcast(new Shape(shape), new Shape(other)).ToArray());
            int count = loop.Aggregate(1, static (product, length) => product * length);
            var rows = looped.Select((index, i) =>
            {
                int[] inner = [.. arguments[index].Shape.Skip(arguments[index].Rank - ranks[i])];
                return arguments[index].BroadcastTo(new Shape([.. loop, .. inner])).Reshape(new Shape([count, .. inner]));
            }).ToArray();
            return [.. Map(row =>
            {
                Tensor[] all = [.. arguments];
                foreach (var (part, index) in row.Zip(looped))
                    all[index] = part;
                return function(all);
            }, rows).Select(result => result.Reshape(new Shape([.. loop, .. result.Shape.Skip(1)])))];
        };
    }

    /// <summary>A function of a tensor that applies another one to each of its numbers. Keras: <c>ops.vectorize</c>.</summary>
    /// <param name="function">From one number to the result.</param>
    public static Func<Tensor, Tensor> Vectorize(Func<Tensor, Tensor> function)
    {
        var inner = Vectorize(x => (IReadOnlyList<Tensor>)[function(x[0])]);
        return x => inner([x])[0];
    }

    /// <summary>A function of two tensors that applies another one to each pair of numbers. Keras: <c>ops.vectorize</c>.</summary>
    /// <param name="function">From two numbers to the result.</param>
    public static Func<Tensor, Tensor, Tensor> Vectorize(Func<Tensor, Tensor, Tensor> function)
    {
        var inner = Vectorize(x => (IReadOnlyList<Tensor>)[function(x[0], x[1])]);
        return (x, y) => inner([x, y])[0];
    }
}
