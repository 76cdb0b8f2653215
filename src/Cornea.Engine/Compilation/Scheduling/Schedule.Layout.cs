using Cornea.Compilation.Fusion;
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

    // What is nothing but a part of a concatenation, or else is read by kernels that take rows with others between them, is written to its
    // place: results of elementwise kernels and of convolutions, and concatenations themselves, so that one that grows part by part
    // is one value.
    private void PlaceParts()
    {
        var users = new Dictionary<Tensor, List<Tensor>>(ReferenceEqualityComparer.Instance);
        foreach (var node in _order)
        {
            foreach (var input in node.Inputs)
            {
                if (!users.TryGetValue(input, out var list))
                    users[input] = list = [];
                list.Add(node);
            }
        }
        for (var i = _order.Count - 1; i >= 0; i--)
        {
            // A variable's old elements may still have to be read.
            var node = _order[i];
            if (node.Op is not Concat || !_groups.Contains(node) || _placed.GetValueOrDefault(node)?.Variable is not null)
                continue;
            foreach (var (input, position) in Parts(node))
            {
                if (_groups.TryGet(input, out var group) && ReferenceEquals(group.Root, input)
                    && !_placed.ContainsKey(input) && !_views.ContainsKey(input) && CanBePart(group, position)
                    && (users[input].Count == 1 || users[input].TrueForAll(user => ReferenceEquals(user, node) || TakesParts(user, input))))
                {
                    _views[input] = position;
                }
            }
        }
    }

    private static bool CanBePart(FusionGroup group, BufferView place)
    {
        if (group.Device is not null)
            return false;
        if (group.IsElementwise && group.Product is null)
            return true;
        var product = group.IsElementwise ? group.Product! : group.Root;
        var channels = product.Shape[^1];
        return product.Op is Concat || (product.Op is Convolution && product.Inputs[0].DType != DType.Int8
            && place.Strides[^1] == 1 && place.Reshape(new Shape(product.Size / Math.Max(1, channels), channels)) is not null);
    }

    // Kernels that walk over rows of channels wherever they lie.
    private static bool TakesParts(Tensor user, Tensor part) => user.Op switch
    {
        Convolution => !ReferenceEquals(user.Inputs[1], part),
        ConvolutionKernelGradient or Concat or Reduce => true,
        _ => Fuse.IsElementwise(user),
    };

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
