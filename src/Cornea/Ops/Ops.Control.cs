namespace Cornea;

public static partial class Ops
{
    /// <summary>The result of one of two functions. Keras: <c>ops.cond</c>.</summary>
    /// <param name="condition">One truth value; of numbers, 0 is false.</param>
    /// <param name="whenTrue">Gives the result where it is true.</param>
    /// <param name="whenFalse">Gives the result where it is false; of the same shape.</param>
    /// <remarks>
    /// A condition that depends on no input and no variable calls one function alone. Any other computes both results and chooses
    /// at each run; the gradient of the other one is 0, also where it is infinite.
    /// </remarks>
    /// <exception cref="ShapeException">The condition is not one value, or the results have different shapes.</exception>
    public static Tensor Cond(Tensor condition, Func<Tensor> whenTrue, Func<Tensor> whenFalse) =>
        Cond(condition, () => (IReadOnlyList<Tensor>)[whenTrue()], () => [whenFalse()])[0];

    /// <summary>The results of one of two functions that give several. Keras: <c>ops.cond</c>.</summary>
    /// <param name="condition">One truth value; of numbers, 0 is false.</param>
    /// <param name="whenTrue">Gives the results where it is true.</param>
    /// <param name="whenFalse">Gives the results where it is false; as many, of the same shapes.</param>
    /// <exception cref="ShapeException">The condition is not one value, or the results differ in number or shape.</exception>
    public static Tensor[] Cond(Tensor condition, Func<IReadOnlyList<Tensor>> whenTrue, Func<IReadOnlyList<Tensor>> whenFalse)
    {
        if (condition.Size != 1)
        {
            throw new ShapeException(
                $"Ops.Cond expects one truth value, but received shape {condition.Shape}. Use Tensor.Where to choose by element.");
        }
        if (condition.IsConstant)
            return [.. condition.Cast(DType.Bool).Item<bool>() ? whenTrue() : whenFalse()];
        var (yes, no) = (whenTrue(), whenFalse());
        if (!yes.Select(one => one.Shape).SequenceEqual(no.Select(one => one.Shape)))
        {
            throw new ShapeException(
                $"Ops.Cond expects both functions to give the same shapes, but received "
                    + $"[{string.Join(", ", yes.Select(one => one.Shape))}] " +
                $"and [{string.Join(", ", no.Select(one => one.Shape))}].");
        }
        var chosen = condition.Reshape(Shape.Scalar);
        return [.. yes.Zip(no, (a, b) => Tensor.Where(chosen, a, b))];
    }

    /// <summary>The result of one of several functions. Keras: <c>ops.switch</c>.</summary>
    /// <param name="index">Which, one whole number; limited to 0 and the number of functions less 1.</param>
    /// <param name="branches">The functions, at least one.</param>
    /// <param name="operands">What they are called with.</param>
    /// <exception cref="ArgumentException">There is no function.</exception>
    public static Tensor Switch(Tensor index, IReadOnlyList<Func<IReadOnlyList<Tensor>, Tensor>> branches,
        params IReadOnlyList<Tensor> operands)
    {
        if (branches.Count == 0)
            throw new ArgumentException("Ops.Switch expects at least one function, but received none.", nameof(branches));
        Tensor From(int first) => first == branches.Count - 1
            ? branches[first](operands)
            : Cond(index <= first, () => branches[first](operands), () => From(first + 1));
        return From(0);
    }

    /// <summary>A step repeated while a condition holds. Keras: <c>ops.while_loop</c>.</summary>
    /// <param name="condition">From the variables to one truth value.</param>
    /// <param name="body">From the variables to their next values, of the same shapes and types.</param>
    /// <param name="loopVariables">The first values.</param>
    /// <param name="maximumIterations">How many steps at most; null for as many as the condition has.</param>
    /// <returns>The last values.</returns>
    /// <remarks>
    /// A condition that can be computed now is, before each step; gradients pass through the steps that were made. One that depends on
    /// an input or a variable is computed at each run. With a maximum the steps are a recurrence of so many, which change nothing once the
    /// condition no longer holds and through which gradients pass; without one they have no gradient.
    /// </remarks>
    /// <exception cref="ShapeException">A step gives other shapes or types than it takes.</exception>
    public static Tensor[] WhileLoop(
        Func<IReadOnlyList<Tensor>, Tensor> condition, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> body,
        IReadOnlyList<Tensor> loopVariables, int? maximumIterations = null)
    {
        Tensor[] variables = [.. loopVariables];
        IReadOnlyList<Tensor> Next(IReadOnlyList<Tensor> from)
        {
            var next = body(from);
            return next.Select(one => one.Type).SequenceEqual(from.Select(one => one.Type)) ? next : throw new ShapeException(
                $"Ops.WhileLoop expects each step to give what it takes, [{string.Join(", ", from.Select(one => one.Type))}], but "
                    + $"received " +
                $"[{string.Join(", ", next.Select(one => one.Type))}].");
        }

        for (var done = 0; maximumIterations is not { } most || done < most; done++)
        {
            var holds = condition(variables);
            if (!holds.IsConstant)
            {
                if (maximumIterations - done is not { } rest)
                    return Scan.RunWhile(variables, condition, Next);
                return [.. Scan.Run(variables, [], (carry, _) =>
                {
                    var next = Next(carry);
                    var goOn = condition(carry).Cast(DType.Bool).Reshape(Shape.Scalar);
                    return ([.. next.Zip(carry, (after, before) => Tensor.Where(goOn, after, before))], []);
                }, length: rest).Carries];
            }
            if (!holds.Cast(DType.Bool).Item<bool>())
                break;
            variables = [.. Next(variables)];
            // Computed step by step, so that the next condition does not compute all steps anew.
            foreach (var variable in variables.Where(variable => variable.IsConstant))
                variable.AsBytes();
        }
        return variables;
    }

    /// <summary>A step repeated for each whole number of a range. Keras: <c>ops.fori_loop</c>.</summary>
    /// <param name="lower">The first number.</param>
    /// <param name="upper">The end, not included.</param>
    /// <param name="body">From the number (int32) and the values to the next values, of the same shapes and types.</param>
    /// <param name="initial">The first values.</param>
    /// <returns>The last values.</returns>
    public static Tensor[] ForiLoop(
        int lower, int upper, Func<Tensor, IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> body, params IReadOnlyList<Tensor> initial) =>
        [.. Scan.Run(initial, [Tensor.Arange(lower, Math.Max(lower, upper), 1, DType.Int32)],
            (carry, step) => (body(step[0], carry), [])).Carries];

    /// <summary>A function of each row of some tensors, its results stacked. Keras: <c>ops.map</c>.</summary>
    /// <param name="function">From one row of each tensor to the results.</param>
    /// <param name="tensors">(rows, ...) each, with the same number of rows.</param>
    /// <returns>(rows, ...) for each result.</returns>
    /// <remarks>Row after row, so that only one is in memory.</remarks>
    public static Tensor[] Map(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function, params IReadOnlyList<Tensor> tensors) =>
        [.. Scan.Run([], tensors, (_, rows) => ([], function(rows))).Outputs];

    /// <summary>A function of each row of a tensor, its results stacked. Keras: <c>ops.map</c>, <c>ops.vectorized_map</c>.</summary>
    /// <param name="function">From one row to the result.</param>
    /// <param name="x">(rows, ...).</param>
    public static Tensor Map(Func<Tensor, Tensor> function, Tensor x) => Map(rows => [function(rows[0])], [x])[0];

    /// <summary>
    /// Running results along an axis of an operation that may be bracketed in any way, such as a sum. Keras:
    /// <c>ops.associative_scan</c>.
    /// </summary>
    /// <param name="function">From two lists of adjacent elements, the earlier first, to their combination; works element by element along
    /// the
    /// axis.</param>
    /// <param name="elements">Tensors that are equally long along the axis.</param>
    /// <param name="reverse">Whether to run from the last to the first.</param>
    /// <param name="axis">The axis.</param>
    /// <returns>For each tensor, at position i the combination of positions 0 to i.</returns>
    /// <remarks>Source: Hillis and Steele, "Data parallel algorithms", 1986: as many steps as the length has bits.</remarks>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static Tensor[] AssociativeScan(
        Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function, IReadOnlyList<Tensor> elements,
        bool reverse = false, int axis = 0)
    {
        if (elements.Count == 0)
            return [];
        var length = elements[0].Shape[axis];
        if (elements.FirstOrDefault(one => one.Shape[axis] != length) is { } other)
        {
            throw new ShapeException(
                $"Ops.AssociativeScan expects tensors of length {length} along axis {axis}, but received shape {other.Shape}.");
        }
        Tensor[] sums = [.. elements.Select(one => reverse ? one.Reverse(axis) : one)];
        for (var distance = 1; distance < length; distance *= 2)
        {
            var combined = function(
                [.. sums.Select(one => one.Narrow(axis, 0, length - distance))],
                [.. sums.Select(one => one.Narrow(axis, distance, length - distance))]);
            sums = [.. sums.Zip(combined, (one, rest) => Tensor.Concat([one.Narrow(axis, 0, distance), rest], axis))];
        }
        return [.. sums.Select(one => reverse ? one.Reverse(axis) : one)];
    }

    /// <summary>Running results of an operation on one tensor, such as a sum. Keras: <c>ops.associative_scan</c>.</summary>
    /// <param name="function">Combines two adjacent elements, the earlier first.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="reverse">Whether to run from the last to the first.</param>
    /// <param name="axis">The axis.</param>
    public static Tensor AssociativeScan(Func<Tensor, Tensor, Tensor> function, Tensor x, bool reverse = false, int axis = 0) =>
        AssociativeScan((a, b) => [function(a[0], b[0])], [x], reverse, axis)[0];
}
