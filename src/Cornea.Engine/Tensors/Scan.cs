using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea;

/// <summary>
/// A step repeated along the first axis of some sequences, each step taking up what the one before handed on: a recurrence.
/// The step is traced once and compiled once, however many steps there are.
/// </summary>
/// <remarks>
/// The step may use any other tensors: weights, keys, inputs. What does not depend on the step's own arguments is computed
/// once and not at each step; that includes random numbers. For other random numbers at each step give the number of the step
/// as one more sequence and add it to the key:
/// <code>
/// Scan.Run([state], [x, Tensor.Arange(steps, DType.Int64)], (carry, input) =>
/// {
///     var key = new RandomKey(seed + input[1] * 1_000_003, stream);
///     ...
/// });
/// </code>
/// Gradients of any order pass through. A gradient runs over the steps in the opposite direction and reads the carries, the
/// products and the like of all forward steps, which are therefore kept.
/// </remarks>
/// <example>
/// Running means with a rate of 0.1; x: (steps, batch).
/// <code>
/// var result = Scan.Run([Tensor.Zeros([batch])], [x], (carry, input) =>
/// {
///     var mean = carry[0] * 0.9 + input[0] * 0.1;
///     return ([mean], [mean]);
/// });
/// var all = result.Outputs[0];  // (steps, batch)
/// </code>
/// </example>
public static class Scan
{
    /// <summary>Repeats a step.</summary>
    /// <param name="carries">What the first step takes up.</param>
    /// <param name="sequences">Tensors (steps, ...), of which each step gets one row; may be none if <paramref name="length"/> is
    /// given.</param>
    /// <param name="body">The step.</param>
    /// <param name="reverse">Whether the first step gets the last row. The outputs lie beside their rows all the same.</param>
    /// <param name="length">The number of steps; that of the rows of the sequences when null.</param>
    /// <exception cref="ShapeException">The sequences have different lengths, or the step hands on other types than it takes
    /// up.</exception>
    public static ScanResult Run(
        IReadOnlyList<Tensor> carries, IReadOnlyList<Tensor> sequences, ScanBody body, bool reverse = false, int? length = null)
    {
        var steps = Length(sequences, length);
        var carried = carries.Select((carry, i) => Tensor.Input(carry.Shape, carry.DType, $"carry {i}")).ToArray();
        var inputs = sequences.Select((sequence, i) => Tensor.Input(sequence.Shape[1..], sequence.DType, $"step of sequence {i}"))
            .ToArray();
        var (next, outputs) = body(carried, inputs);
        if (next.Count != carries.Count)
        {
            throw new ShapeException(
                $"The step of a scan takes up {carries.Count} carries but hands on {next.Count}. Return one for each.");
        }
        var (recurrence, stacks) = RecurrenceBody.Trace(carries, sequences, carried, inputs, next, outputs, steps, reverse);
        return new ScanResult([.. carries.Select((carry, i) => new Tensor(new FinalCarry(i, carry.Type), [recurrence]))], stacks);
    }

    /// <summary>Repeats a step while a condition holds, as often as the values have it.</summary>
    /// <param name="carries">What the first step takes up.</param>
    /// <param name="condition">From what a step would take up to one truth value; of numbers, 0 is false.</param>
    /// <param name="body">From what a step takes up to what it hands on, of the same types.</param>
    /// <returns>What the last step hands on. It has no gradient: nobody knows how many steps would have to be kept.</returns>
    /// <exception cref="ShapeException">The step hands on other types than it takes up, or the condition is not one value.</exception>
    public static Tensor[] RunWhile(
        IReadOnlyList<Tensor> carries, Func<IReadOnlyList<Tensor>, Tensor> condition,
        Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> body)
    {
        var carried = carries.Select((carry, i) => Tensor.Input(carry.Shape, carry.DType, $"carry {i}")).ToArray();
        var next = body(carried);
        if (next.Count != carries.Count)
        {
            throw new ShapeException(
                $"The step of a loop takes up {carries.Count} carries but hands on {next.Count}. Return one for each.");
        }
        var holds = Tensor.Input(Shape.Scalar, DType.Bool, "condition");
        var (recurrence, _) = RecurrenceBody.Trace(
            [.. carries, Holds(carries)], [], [.. carried, holds], [], [.. next, Holds(next)], [], int.MaxValue, false, carries.Count);
        return [.. carries.Select((carry, i) => new Tensor(new FinalCarry(i, carry.Type), [recurrence]))];

        Tensor Holds(IReadOnlyList<Tensor> values) => condition(values) is { Size: 1 } value
            ? value.Cast(DType.Bool).Reshape(Shape.Scalar)
            : throw new ShapeException("The condition of a loop must be one truth value. Reduce it, with All or Any.");
    }

    private static int Length(IReadOnlyList<Tensor> sequences, int? length)
    {
        foreach (var sequence in sequences)
        {
            if (sequence.Rank == 0)
            {
                throw new ShapeException(
                    "Scan expects sequences of shape (steps, ...), but received a scalar. Give it an axis, or use it in the step as it "
                        + "is.");
            }
            length ??= sequence.Shape[0];
            if (sequence.Shape[0] != length)
            {
                throw new ShapeException(
                    $"Scan expects sequences of {length} steps, but received shape {sequence.Shape}. Slice or pad it.");
            }
        }
        return length is >= 0 and var steps
            ? steps
            : throw new ShapeException("Scan expects a sequence or a length of 0 or more; it received neither. Pass length.");
    }
}
