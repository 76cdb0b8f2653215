using Cornea.Graph.Ops;

namespace Cornea.Graph.Evaluation;

/// <summary>Recurrences: the step, evaluated once for each row. Every result runs all steps anew.</summary>
internal static class ReferenceRecurrence
{
    public static double[] Evaluate(RecurrenceResult result, Tensor node, Func<Tensor, double[]> valueOf)
    {
        var op = (Recurrence)node.Op;
        var body = op.Body;
        var given = new Dictionary<Tensor, double[]>(ReferenceEqualityComparer.Instance);
        var placeholders = body.Placeholders;
        for (var i = 0; i < placeholders.Length; i++)
            given[placeholders[i]] = valueOf(node.Inputs[i]);
        var inner = (result as StepStack)?.Inner;
        var stack = new double[inner is null ? 0 : op.Length * inner.Size];
        for (var step = 0; step < op.Length && (op.Condition is not { } carry || given[body.Carries[carry]][0] != 0); step++)
        {
            var row = op.Reverse ? op.Length - 1 - step : step;
            for (var i = 0; i < body.Inputs.Length; i++)
            {
                given[body.Inputs[i]] = valueOf(node.Inputs[body.Carries.Length + i]).AsSpan(row * body.Inputs[i].Size, body.Inputs[i].Size)
                    .ToArray();
            }
            var values = ReferenceEvaluator.Evaluate(inner is null ? body.Next : [.. body.Next, inner], given);
            if (inner is not null)
                values[^1].CopyTo(stack, row * inner.Size);
            for (var i = 0; i < body.Carries.Length; i++)
                given[body.Carries[i]] = values[i];
        }
        return result is FinalCarry last ? given[body.Carries[last.Carry]] : stack;
    }
}
