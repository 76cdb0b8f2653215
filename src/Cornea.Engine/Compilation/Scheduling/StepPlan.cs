using System.Collections.Immutable;
using Cornea.Compilation.Passes;
using Cornea.Devices;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Scheduling;

/// <summary>
/// One step of a recurrence, scheduled: carries are variables that the step updates in place, its rows of the sequences are
/// copied into buffers, and whole tensors are read where they lie.
/// </summary>
/// <param name="Specs">The step's kernels, in order.</param>
/// <param name="ArenaBytes">Memory for the step's intermediate values.</param>
/// <param name="Carries">The carries' memory.</param>
/// <param name="Inputs">The memory of the step's rows.</param>
/// <param name="Results">Where each result of the recurrence comes from, in the order asked for.</param>
/// <param name="Options">How the step was compiled.</param>
internal sealed record StepPlan(
    IReadOnlyList<KernelSpec> Specs, long ArenaBytes, ImmutableArray<BufferSlot> Carries, ImmutableArray<BufferSlot> Inputs,
    ImmutableArray<StepResult> Results,
    CompileOptions Options)
{
    /// <summary>All memory of a step.</summary>
    public long Bytes => ArenaBytes + Buffers.Sum(buffer => buffer.Type.Bytes);

    /// <summary>The memory that lasts from step to step.</summary>
    public IEnumerable<BufferSlot> Buffers => Carries.Concat(Inputs).Concat(Results.Select(result => result.Source)).Distinct();

    /// <summary>Schedules a step.</summary>
    /// <param name="recurrence">The recurrence.</param>
    /// <param name="given">Its inputs.</param>
    /// <param name="results">Which of its results are used.</param>
    /// <param name="viewOf">How an input that is read whole lies in memory.</param>
    /// <param name="options">How to compile.</param>
    /// <param name="passes">The device's passes.</param>
    public static StepPlan Of(
        Recurrence recurrence, ImmutableArray<Tensor> given, IReadOnlyList<RecurrenceResult> results, Func<Tensor, BufferView> viewOf,
        CompileOptions options,
        DevicePasses passes)
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
            if (outer.Known is not null || Simplify.ScalarOf(outer) is not null)
                replacements[body.Captured[i]] = outer; // its kernels can have the number built in
            else
                inputs.Add((body.Captured[i], Around(viewOf(outer))));
        }

        var needed = Needed(body, results);
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
        var (specs, bytes) = Compiler.Schedule(
            new GraphEnds(
                inputs, [.. computed.Values.Select((buffer, i) => (ends[i], buffer))],
                [.. changed.Select((carry, i) => new Update(variables[carry], ends[computed.Count + i]))]),
            options, passes);
        return new StepPlan(
            specs, bytes, [.. carries], [.. rows], [.. sources.Select(source => source!)], options);
    }

    // Carries that a result depends on; the others are not handed on.
    private static int[] Needed(RecurrenceBody body, IReadOnlyList<RecurrenceResult> results)
    {
        var needed = new SortedSet<int>(results.OfType<FinalCarry>().Select(last => last.Carry));
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
