using Cornea.Compilation.Kernels;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Scheduling;

/// <summary>Kernels of ops that move elements: paddings, concatenations, and the repeated step of a recurrence.</summary>
internal sealed partial class Schedule
{
    private void EmitRecurrence(Recurrence op, Tensor node)
    {
        var results = _order.Where(result => result.Op is RecurrenceResult && result.Inputs is [var of] && ReferenceEquals(of, node))
            .ToArray();
        var body = op.Body;
        // Carries are copied as a whole, rows of sequences in contiguous runs, the rest is read where it lies.
        var reads = node.Inputs.Select((input, i) => ViewOf(input) is var view && i < body.Carries.Length
            ? Contiguous(view)
            : i < body.Carries.Length + body.Inputs.Length && !view.EndsContiguously ? Contiguous(view) : view).ToArray();
        var step = StepSchedule.Of(op, node.Inputs, [.. results.Select(result => (RecurrenceResult)result.Op)], ViewOf, _compileStep);
        _specs.Add(new ScanSpec(step, op.Length, op.Reverse, [.. reads], [.. results.Select(Home)]));
    }

    // A value around and between the elements: fill everything, then copy the elements to their positions.
    private void EmitPad(Pad op, Tensor node)
    {
        var home = Home(node);
        var number = new ElementwiseProgram([new NumberInstruction(op.Value, node.DType)], [0]);
        _specs.Add(new ElementwiseSpec(number, [], [home]));
        var shape = node.Inputs[0].Shape;
        var (from, lengths, to) = (new int[shape.Rank], shape.ToArray(), new int[shape.Rank]);
        for (var i = 0; i < shape.Rank; i++)
        {
            var step = op.Interior[i] + 1;
            from[i] = op.Low[i] < 0 ? (-op.Low[i] + step - 1) / step : 0;
            var last = shape[i] - 1;
            while (last >= from[i] && op.Low[i] + (long)last * step >= node.Shape[i])
                last--;
            lengths[i] = Math.Max(0, last - from[i] + 1);
            to[i] = op.Low[i] + from[i] * step;
        }
        if (lengths.Contains(0))
            return;
        int[] ones = [.. Enumerable.Repeat(1, shape.Rank)];
        Copy(
            ViewOf(node.Inputs[0]).Slice([.. from], [.. lengths], [.. ones]),
            home.Slice([.. to], [.. lengths], [.. op.Interior.Select(interior => interior + 1)]));
    }

    private void EmitConcat(Tensor node)
    {
        foreach (var (input, position) in Parts(node))
        {
            if (input.Size > 0 && ViewOf(input) is var view && view != position)
                Copy(view, position);
        }
    }

    // An elementwise kernel, or a convolution, whose result is nothing but a part of a concatenation writes it to its place.
    private void PlaceParts()
    {
        var uses = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        foreach (var input in _order.SelectMany(node => node.Inputs))
            uses[input] = uses.GetValueOrDefault(input) + 1;
        foreach (var node in _order)
        {
            // A variable's old elements may still have to be read.
            if (node.Op is not Concat || !_groups.Contains(node) || _placed.GetValueOrDefault(node)?.Variable is not null)
                continue;
            foreach (var (input, position) in Parts(node))
            {
                if (uses[input] == 1 && _groups.TryGet(input, out var group) && ReferenceEquals(group.Root, input)
                    && !_placed.ContainsKey(input)
                    && (group is { IsElementwise: true, Product: null } || (input.Op is Convolution && position.IsContiguous)))
                {
                    _views[input] = position;
                }
            }
        }
    }

    // The inputs of a concatenation and where they go.
    private IEnumerable<(Tensor Input, BufferView Place)> Parts(Tensor node)
    {
        var (home, axis, starts) = (Home(node), ((Concat)node.Op).Axis, new int[node.Rank]);
        foreach (var input in node.Inputs)
        {
            yield return (input, home.Slice([.. starts], [.. input.Shape], [.. Enumerable.Repeat(1, node.Rank)]));
            starts[axis] += input.Shape[axis];
        }
    }
}
