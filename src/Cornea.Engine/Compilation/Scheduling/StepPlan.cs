using System.Collections.Immutable;
using Cornea.Compilation.Passes;
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
    IReadOnlyList<KernelSpec> Specs, long ArenaBytes, ImmutableArray<HostMemory> Carries, ImmutableArray<HostMemory> Inputs, ImmutableArray<StepResult> Results,
    CompileOptions Options)
{
    /// <summary>All memory of a step.</summary>
    public long Bytes => ArenaBytes + Carries.Concat(Inputs).Concat(Results.Select(result => result.Source)).Distinct().Sum(buffer => buffer.Type.Bytes);

    /// <summary>Schedules a step.</summary>
    /// <param name="recurrence">The recurrence.</param>
    /// <param name="given">Its inputs.</param>
    /// <param name="results">Which of its results are used.</param>
    /// <param name="viewOf">How an input that is read whole lies in memory.</param>
    /// <param name="options">How to compile.</param>
    public static StepPlan Of(
        Recurrence recurrence, ImmutableArray<Tensor> given, IReadOnlyList<RecurrenceResult> results, Func<Tensor, BufferView> viewOf, CompileOptions options)
    {
        var body = recurrence.Body;
        var variables = body.Carries.Select((carry, i) => new Variable(new Tensor(new HostMemory(carry.Type)), $"carry {i}")).ToArray();
        var rows = body.Inputs.Select(input => new HostMemory(input.Type)).ToArray();
        var replacements = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < variables.Length; i++)
            replacements[body.Carries[i]] = variables[i].Value;
        var inputs = body.Inputs.Select((input, i) => (input, BufferView.Whole(new BufferSlot(input.Type, "step", rows[i])))).ToList();
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
            ? new StepResult(variables[last.Carry].Memory, StepResultTime.AfterAll)
            : SourceOf(body, ((StepStack)result).Inner, needed, variables, rows)).ToArray();
        var computed = new Dictionary<Tensor, HostMemory>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i] is not null)
                continue;
            var inner = ((StepStack)results[i]).Inner;
            var buffer = computed[inner] = new HostMemory(inner.Type);
            sources[i] = new StepResult(buffer, StepResultTime.AfterStep);
        }
        var changed = needed.Where(i => !ReferenceEquals(body.Next[i], body.Carries[i])).ToArray();
        var ends = GraphCopy.Of([.. computed.Keys, .. changed.Select(i => body.Next[i])], replacements);
        var (specs, bytes) = Compiler.Schedule(
            inputs, [.. computed.Values.Select((buffer, i) => (ends[i], buffer))],
            [.. changed.Select((carry, i) => new Update(variables[carry], ends[computed.Count + i]))], options);
        return new StepPlan(
            specs, bytes, [.. variables.Select(variable => variable.Memory)], [.. rows], [.. sources.Select(source => source!)], options);
    }

    // Carries that a result depends on; the others are not handed on.
    private static int[] Needed(RecurrenceBody body, IReadOnlyList<RecurrenceResult> results)
    {
        var needed = new SortedSet<int>(results.OfType<FinalCarry>().Select(last => last.Carry));
        var ends = results.OfType<StepStack>().Select(stack => stack.Inner).ToList();
        while (true)
        {
            var reached = GraphOrder.Of([.. ends, .. needed.Select(i => body.Next[i])]).ToHashSet(ReferenceEqualityComparer.Instance);
            var more = Enumerable.Range(0, body.Carries.Length).Where(i => reached.Contains(body.Carries[i]) && !needed.Contains(i)).ToArray();
            if (more.Length == 0)
                return [.. needed];
            needed.UnionWith(more);
        }
    }

    // Where a stacked node lies already; null where it has to be stored.
    private static StepResult? SourceOf(RecurrenceBody body, Tensor inner, int[] needed, Variable[] variables, HostMemory[] rows)
    {
        if (body.Carries.IndexOf(inner) is >= 0 and var carry)
            return new StepResult(variables[carry].Memory, StepResultTime.BeforeStep);
        if (body.Inputs.IndexOf(inner) is >= 0 and var input)
            return new StepResult(rows[input], StepResultTime.BeforeStep);
        foreach (var next in needed)
        {
            if (ReferenceEquals(body.Next[next], inner))
                return new StepResult(variables[next].Memory, StepResultTime.AfterStep);
        }
        return null;
    }

    private static BufferView Around(BufferView view) => view with { Buffer = new BufferSlot(view.Buffer.Type, view.Buffer.Name) { Outer = view.Buffer } };
}
