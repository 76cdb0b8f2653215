using System.Collections.Immutable;
using Cornea.Compilation.Kernels;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Scheduling;

/// <summary>From the body of a recurrence to the plan of its step.</summary>
internal static class StepSchedule
{
    /// <summary>Schedules a step.</summary>
    /// <param name="recurrence">The recurrence.</param>
    /// <param name="given">Its inputs.</param>
    /// <param name="results">Which of its results are used.</param>
    /// <param name="viewOf">How an input that is read whole lies in memory.</param>
    /// <param name="compile">The passes, once more for the step's graph.</param>
    public static StepPlan Of(
        Recurrence recurrence, ImmutableArray<Tensor> given, IReadOnlyList<RecurrenceResult> results, Func<Tensor, BufferView> viewOf,
        GraphScheduler compile)
    {
        var body = recurrence.Body;
        var variables =
            body.Carries.Select((carry, i) => new Variable(carry.Type, () => new Tensor(new HostMemory(carry.Type)), $"carry {i}"))
            .ToArray();
        var carries = variables.Select(variable => new BufferSlot(variable.Type, variable.Name) { Variable = variable }).ToArray();
        var rows = body.Inputs.Select(input => new BufferSlot(input.Type, "step") { IsKept = true }).ToArray();
        var replacements = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < variables.Length; i++)
            replacements[body.Carries[i]] = variables[i].Value;
        var inputs = body.Inputs.Select((input, i) => (input, BufferView.Whole(rows[i]))).ToList();
        for (var i = 0; i < body.Captured.Length; i++)
        {
            var outer = given[variables.Length + rows.Length + i];
            if (outer.Known is not null || ScalarValue.Of(outer) is not null)
                replacements[body.Captured[i]] = outer; // its kernels can have the number built in
            else
                inputs.Add((body.Captured[i], Around(viewOf(outer))));
        }

        var needed = Needed(recurrence, results);
        var sources = results.Select(result => result is FinalCarry last
            ? new StepResult(carries[last.Carry], StepResultTime.AfterAll)
            : SourceOf(body, ((StepStack)result).Inner, needed, carries, rows)).ToArray();
        var computed = new Dictionary<Tensor, BufferSlot>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i] is not null)
                continue;
            var inner = ((StepStack)results[i]).Inner;
            var buffer = computed[inner] = new BufferSlot(inner.Type, "result") { IsKept = true };
            sources[i] = new StepResult(buffer, StepResultTime.AfterStep);
        }
        var changed = needed.Where(i => !ReferenceEquals(body.Next[i], body.Carries[i])).ToArray();
        var ends = GraphCopy.Of([.. computed.Keys, .. changed.Select(i => body.Next[i])], replacements);
        var (specs, bytes) = compile(new GraphEnds(
            [.. inputs], [.. computed.Values.Select((buffer, i) => (ends[i], buffer))],
            [.. changed.Select((carry, i) => new Update(variables[carry], ends[computed.Count + i]))]));
        return new StepPlan(specs, bytes, [.. carries], [.. rows], [.. sources.Select(source => source!)],
            recurrence.Condition is { } carry ? carries[carry] : null);
    }

    // Carries that a result depends on; the others are not handed on.
    private static int[] Needed(Recurrence recurrence, IReadOnlyList<RecurrenceResult> results)
    {
        var body = recurrence.Body;
        var needed = new SortedSet<int>(results.OfType<FinalCarry>().Select(last => last.Carry));
        if (recurrence.Condition is { } condition)
            needed.Add(condition);
        var ends = results.OfType<StepStack>().Select(stack => stack.Inner).ToList();
        while (true)
        {
            var reached = GraphOrder.Of([.. ends, .. needed.Select(i => body.Next[i])]).ToHashSet(ReferenceEqualityComparer.Instance);
            var more = Enumerable.Range(0, body.Carries.Length).Where(i => reached.Contains(body.Carries[i]) && !needed.Contains(i))
                .ToArray();
            if (more.Length == 0)
                return [.. needed];
            needed.UnionWith(more);
        }
    }

    // Where a stacked node lies already; null where it has to be stored.
    private static StepResult? SourceOf(RecurrenceBody body, Tensor inner, int[] needed, BufferSlot[] carries, BufferSlot[] rows)
    {
        if (body.Carries.IndexOf(inner) is >= 0 and var carry)
            return new StepResult(carries[carry], StepResultTime.BeforeStep);
        if (body.Inputs.IndexOf(inner) is >= 0 and var input)
            return new StepResult(rows[input], StepResultTime.BeforeStep);
        foreach (var next in needed)
        {
            if (ReferenceEquals(body.Next[next], inner))
                return new StepResult(carries[next], StepResultTime.AfterStep);
        }
        return null;
    }

    private static BufferView Around(BufferView view) =>
        view with { Buffer = new BufferSlot(view.Buffer.Type, view.Buffer.Name) { Outer = view.Buffer } };
}
