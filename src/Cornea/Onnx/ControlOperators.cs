namespace Cornea.Onnx;

/// <summary>
/// Branches and loops. A condition that follows from shapes chooses a branch when the network is traced; another computes both and
/// chooses element by element. Loops whose number of steps follows from shapes are laid out step after step.
/// </summary>
internal static class ControlOperators
{
    private const int MostSteps = 5_000;

    public static IEnumerable<OperatorEntry> Entries =>
    [
        new OperatorEntry("If", 1, "then_branch else_branch", If),
        new OperatorEntry("Loop", 1, "body", Loop),
        new OperatorEntry("Scan", 8,
            "body num_scan_inputs scan_input_axes scan_input_directions scan_output_axes scan_output_directions directions", Scanned),
        new OperatorEntry("SequenceMap", 17, "body", Map),
        OperatorEntry.Of("Constant", 1, "value value_float value_floats value_int value_ints value_string value_strings sparse_value",
            call => throw call.Fault("a constant is no operator")),
    ];

    private static Tensor?[] If(OperatorCall call)
    {
        var condition = call[0];
        if (condition.Size != 1)
            throw call.Fault($"the condition is one truth value, but has shape {condition.Shape}");
        var (yes, no) = (call.Graph("then_branch"), call.Graph("else_branch"));
        if (condition.IsConstant)
            return call.Results(call.RunValues(condition.Cast(DType.Bool).Item<bool>() ? yes : no, []));
        var (whenTrue, whenFalse) = (call.RunValues(yes, []), call.RunValues(no, []));
        var (one, other) = (Types(whenTrue), Types(whenFalse));
        if (one != other)
        {
            throw call.Fault("the condition depends on what the network is fed with, and the branches make different shapes: "
                + $"{one} and {other}");
        }
        Tensor Chosen(Tensor a, Tensor b) => Tensor.Where(condition.Reshape(Shape.Scalar), a, b);
        return call.Results([.. whenTrue.Zip(whenFalse, (a, b) => a.List is { } list
            ? new GraphValue(null, [.. list.Zip(b.List!, Chosen)])
            : a.Tensor is { } tensor ? new GraphValue(Chosen(tensor, b.Tensor!)) : a)]);
    }

    private static string Types(IReadOnlyList<GraphValue> values) => string.Join(", ", values.Select(value =>
        value.List is { } list ? $"[{string.Join(", ", list.Select(part => part.Type))}]" : value.Tensor?.Type.ToString() ?? "nothing"));

    private static Tensor?[] Loop(OperatorCall call)
    {
        var body = call.Graph("body");
        var most = call.Optional(0) is null ? long.MaxValue
            : call.Known(0, "the number of steps").ToArray<long>() is [var one] ? one
                : throw call.Fault("the number of steps is one number");
        var goOn = call.Optional(1) is { } first ? GraphRun.Settled(first.Cast(DType.Bool).Reshape(Shape.Scalar)) : null;
        GraphValue[] carried = [.. Enumerable.Range(2, Math.Max(0, call.Count - 2)).Select(call.Either)];
        var stacked = Enumerable.Range(0, Math.Max(0, body.Outputs.Count - 1 - carried.Length)).Select(_ => new List<Tensor>()).ToArray();
        // Where the condition depends on values, steps after its end change nothing; how many rows a stack has must still be known.
        Tensor? open = null;
        for (long step = 0; step < most; step++)
        {
            if (goOn is { IsComputed: true } && !goOn.Item<bool>())
                break;
            if (goOn is { IsComputed: false })
            {
                if (most == long.MaxValue || stacked.Length > 0 || carried.Any(value => value.Tensor is null))
                {
                    throw call.Fault(
                        "how often it runs depends on what the network is fed with, and nothing limits it or its results are stacked "
                        + "or lists");
                }
                open = open is null ? goOn : open & goOn;
            }
            if (step >= MostSteps || step * body.Nodes.Count > InnerNodes.Most)
                throw call.Fault($"it runs more than {step} steps of {body.Nodes.Count} nodes");
            var condition = goOn ?? Tensor.From(true);
            var results = call.RunValues(body, [new(Tensor.From(step)), new(condition), .. carried]);
            if (results.Length < 1 + carried.Length)
                throw call.Fault($"its body has {results.Length} outputs for {carried.Length} values that go round", "body");
            // A condition that is handed on as it is never ends the loop: that there are too many steps is known from the first.
            var last = results[0].Tensor ?? throw call.Fault("its condition is a list of tensors", "body");
            if (ReferenceEquals(last, condition) && (most > MostSteps || most * body.Nodes.Count > InnerNodes.Most))
                throw call.Fault($"it runs {most} steps of {body.Nodes.Count} nodes, more than {MostSteps} or {InnerNodes.Most} nodes");
            goOn = last.IsComputed ? last.Cast(DType.Bool).Reshape(Shape.Scalar).Compute() : last.Cast(DType.Bool).Reshape(Shape.Scalar);
            var next = results[1..(1 + carried.Length)];
            carried = open is null ? next : [.. next.Zip(carried, (after, before) => new GraphValue(
                Tensor.Where(open, after.Tensor ?? throw call.Fault("a tensor becomes a list as it goes round", "body"), before.Tensor!)))];
            for (var i = 0; i < stacked.Length; i++)
                stacked[i].Add(results[1 + carried.Length + i].Tensor ?? throw call.Fault("lists cannot be stacked", "body"));
        }
        return
        [
            .. call.Results(carried),
            .. stacked.Select((rows, i) => rows.Count > 0 ? Tensor.Stack(rows) : NoRows(call, body, 1 + carried.Length + i)),
        ];
    }

    private static Tensor NoRows(OperatorCall call, Formats.Onnx.OnnxGraph body, int output)
    {
        var value = body.Outputs[output];
        return Formats.Onnx.OnnxDataTypes.Kept(value.Type) is { } dtype && value.Axes is { } axes
            && axes.All(axis => axis.Length is not null)
            ? Tensor.Zeros(new Shape([0, .. axes.Select(axis => (int)axis.Length!.Value)]), dtype)
            : throw call.Fault("it runs no step, and the shape of its results is not said");
    }

    // The body for each part of the lists, beside whole tensors.
    private static Tensor?[] Map(OperatorCall call)
    {
        var (body, inputs) = (call.Graph("body"), Enumerable.Range(0, call.Count).Select(call.Either).ToArray());
        var lengths = inputs.Where(input => input.List is not null).Select(input => input.List!.Count).Distinct().ToArray();
        if (lengths is not [var parts] || inputs[0].List is null)
            throw call.Fault("its first input is a list of tensors, and all lists have as many parts as that");
        if ((long)parts * body.Nodes.Count > InnerNodes.Most)
            throw call.Fault($"it runs {parts} times {body.Nodes.Count} nodes, more than {InnerNodes.Most} nodes");
        var made = body.Outputs.Select(_ => new List<Tensor>()).ToArray();
        for (var part = 0; part < parts; part++)
        {
            var given = inputs.Select(
                input => input.List is { } list ? list[part] : input.Tensor ?? throw call.Fault("an input is missing"));
            foreach (var (tensor, list) in call.Run(body, [.. given]).Zip(made))
                list.Add(tensor);
        }
        return call.Results([.. made.Select(list => new GraphValue(null, list))]);
    }

    // Operator set 8: each sample of the batch by itself, as far as its sequence goes.
    private static Tensor?[] ScannedSamples(OperatorCall call)
    {
        var (body, count) = (call.Graph("body"), call.Required("num_scan_inputs"));
        var states = body.Inputs.Count - count;
        if (count < 1 || states < 0 || call.Count != 1 + body.Inputs.Count)
        {
            throw call.Fault($"{call.Count} inputs do not fit lengths and a body of {body.Inputs.Count} of which {count} are scanned",
                "num_scan_inputs");
        }
        var first = call[1 + states];
        var (samples, steps) = first.Rank >= 2 ? (first.Shape[0], first.Shape[1])
            : throw call.Fault("sequences have a batch axis and steps");
        var lengths = call.Optional(0) is null ? [.. Enumerable.Repeat(steps, samples)] : call.KnownInts(0, "the lengths of sequences");
        if (samples > MostSteps || lengths.Length != samples || lengths.Any(length => length < 0 || length > steps))
            throw call.Fault($"{lengths.Length} lengths do not fit {samples} samples of {steps} steps (at most {MostSteps} samples)");
        var ways = call.Ints("directions") ?? new int[count];
        var results = Enumerable.Range(0, samples).Select(sample =>
        {
            Tensor Of(int input) => call[1 + input].Narrow(0, sample, 1).Squeeze(0);
            Tensor Turned(Tensor rows, int i) => ways[i] == 1 ? rows.Reverse(0) : rows;
            var result = Scan.Run([.. Enumerable.Range(0, states).Select(Of)],
                [.. Enumerable.Range(0, count).Select(i => Turned(Of(states + i).Narrow(0, 0, lengths[sample]), i))],
                (carry, rows) =>
                {
                    var made = call.Run(body, [.. carry, .. rows]);
                    return (made[..states], made[states..]);
                });
            return (Tensor[])[.. result.Carries, .. result.Outputs.Select(y =>
                y.Pad(new int[y.Rank], [steps - lengths[sample], .. new int[y.Rank - 1]]))];
        }).ToArray();
        return [.. Enumerable.Range(0, body.Outputs.Count).Select(i => Tensor.Stack([.. results.Select(result => result[i])]))];
    }

    private static Tensor?[] Scanned(OperatorCall call)
    {
        if (call.Opset < 9)
            return ScannedSamples(call);
        var (body, count) = (call.Graph("body"), call.Required("num_scan_inputs"));
        var states = body.Inputs.Count - count;
        if (count < 1 || states < 0 || call.Count != body.Inputs.Count)
        {
            throw call.Fault($"{call.Count} inputs do not fit a body of {body.Inputs.Count} of which {count} are scanned",
                "num_scan_inputs");
        }
        var outputs = body.Outputs.Count - states;
        int[] Each(string name, int number) => call.Ints(name) ?? new int[number];
        var (inputAxes, inputWays) = (Each("scan_input_axes", count), Each("scan_input_directions", count));
        var (outputAxes, outputWays) = (Each("scan_output_axes", outputs), Each("scan_output_directions", outputs));
        var sequences = Enumerable.Range(0, count).Select(i =>
        {
            var x = call[states + i];
            var first = x.MoveAxis(call.Axis(inputAxes[i], x.Rank), 0);
            return inputWays[i] == 1 ? first.Reverse(0) : first;
        }).ToArray();
        var result = Scan.Run([.. Enumerable.Range(0, states).Select(i => call[i])], sequences, (carry, rows) =>
        {
            var results = call.Run(body, [.. carry, .. rows]);
            return (results[..states], results[states..]);
        });
        return [.. result.Carries, .. result.Outputs.Select((y, i) =>
        {
            var ordered = outputWays[i] == 1 ? y.Reverse(0) : y;
            return ordered.MoveAxis(0, call.Axis(outputAxes[i], y.Rank));
        })];
    }
}
