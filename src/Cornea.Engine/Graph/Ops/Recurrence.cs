using System.Globalization;

namespace Cornea.Graph.Ops;

/// <summary>
/// A step repeated along axis 0 of its sequences, each step taking up the carries of the one before. Inputs: the first
/// carries, the sequences, and whole tensors that every step reads. The node has no values of its own; what it computes is
/// read through <see cref="FinalCarry"/> and <see cref="StepStack"/> nodes, and only what is read is computed.
/// </summary>
/// <param name="Body">The step.</param>
/// <param name="Length">How many steps.</param>
/// <param name="Reverse">Whether the first step takes the last rows.</param>
/// <param name="Condition">The carry, one truth value, without which no further step is done; null where all are. Such a recurrence has
/// no sequences, no stacks and no gradient: nobody knows how long they would be.</param>
internal sealed record Recurrence(RecurrenceBody Body, int Length, bool Reverse, int? Condition = null) : Op
{
    public override string Name => Condition is null ? "Scan" : "While";

    public override string Attributes => Condition is { } carry
        ? string.Create(CultureInfo.InvariantCulture, $"carry {carry}")
        : string.Create(CultureInfo.InvariantCulture, $"{Length} steps{(Reverse ? " from the last" : "")}");

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var placeholders = Body.Placeholders;
        for (var i = 0; i < placeholders.Length; i++)
        {
            var type = placeholders[i].Type;
            var isSequence = i >= Body.Carries.Length && i < Body.Carries.Length + Body.Inputs.Length;
            var expected = isSequence ? type with { Shape = type.Shape.Insert(0, Length) } : type;
            if (inputs[i] != expected)
                throw new ShapeException($"Scan expects {expected} as input {i}, but received {inputs[i]}.");
        }
        for (var i = 0; i < Body.Carries.Length; i++)
        {
            if (Body.Next[i].Type != Body.Carries[i].Type)
            {
                throw new ShapeException(
                    $"The step of a scan hands on carry {i} as {Body.Next[i].Type}, but took it up as {Body.Carries[i].Type}. Cast, "
                        + $"reshape or broadcast one of them.");
            }
        }
        return new TensorType([0], DType.Bool);
    }
}

/// <summary>One of the values that a <see cref="Recurrence"/> computes. The input is its node.</summary>
internal abstract record RecurrenceResult : Op;

/// <summary>A carry after the last step.</summary>
internal sealed record FinalCarry(int Carry, TensorType Type) : RecurrenceResult
{
    public override string Attributes => Carry.ToString(CultureInfo.InvariantCulture);

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Type;
}

/// <summary>The values of a node of the body at all steps, along a new axis 0, in the order of the sequences' rows.</summary>
internal sealed record StepStack(Tensor Inner, int Length) : RecurrenceResult
{
    public override string Attributes => Inner.Op.Name;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Inner.Type with { Shape = Inner.Shape.Insert(0, Length) };
}
