using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

internal sealed partial class GraphEmitter
{
    // A recurrence is ONNX's Scan: a graph of the step, the carries and the rows; without rows it is a Loop of so many steps.
    private void Loop(TensorNode node)
    {
        var loop = node.Loop!;
        var (carries, rows) = (loop.Carries.Count, loop.Rows.Count);
        if (loop.Condition is not null)
        {
            Problem(node, "a loop whose number of steps depends on values is not written");
            return;
        }
        for (var i = 0; i < loop.Captured.Count; i++)
            _names[loop.Captured[i]] = Name(node.Inputs[carries + rows + i]);
        var inner = new GraphEmitter(_trace, new GraphBuilder(_graph.Opset, _graph), _problems, this);
        var inputs = loop.Carries.Concat(loop.Rows).Select(tensor => (Tensor: tensor, Name: _graph.Unique("step"))).ToArray();
        foreach (var (tensor, name) in inputs)
            inner.Take(tensor, name);
        Tensor[] stacked = [.. Stacks(node).Select(stack => stack.Inner!)];
        if (rows == 0 && (stacked.Length > 0 || loop.Length != _trace.OtherNode(node.Value).Loop!.Length))
        {
            Problem(node, "a loop over nothing but a number of steps is written for a fixed number and what goes round alone");
            return;
        }
        Tensor[] results = [.. loop.Next, .. stacked];
        inner.Emit(results);
        // Each output has a name of its own, made inside.
        var outputs = results.Select(result => inner._graph.AddMany("Identity", [inner.Name(result)], 1)[0]).ToArray();
        var (step, goes) = (_graph.Unique("number"), _graph.Unique("goes"));
        var goesOn = rows == 0 ? inner._graph.AddMany("Identity", [goes], 1)[0] : "";
        inner._graph.KeepOnly([.. outputs, goesOn]);
        var body = new OnnxGraph
        {
            Name = "step",
            Nodes = inner._graph.Nodes,
            Inputs = [.. inputs.Select(input => Typed(input.Name, input.Tensor))],
            Outputs = [.. results.Select((result, i) => Typed(outputs[i], result))],
        };
        if (rows == 0)
        {
            body = body with
            {
                Inputs = [new(step, OnnxDataType.Int64, []), new(goes, OnnxDataType.Bool, []), .. body.Inputs],
                Outputs = [new(goesOn, OnnxDataType.Bool, []), .. body.Outputs],
            };
            var (count, always) = (_graph.Number(loop.Length, DType.Int64), _graph.Number(1, DType.Bool));
            string[] given = [count, always, .. node.Inputs.Take(carries).Select(Name)];
            Read(node, _graph.AddMany("Loop", given, results.Length, ("body", body)), stacked);
            return;
        }
        (string, object)[] attributes = [("body", body), ("num_scan_inputs", rows)];
        if (loop.Reverse)
        {
            attributes = [.. attributes, ("scan_input_directions", Enumerable.Repeat(1, rows))];
            // The format has no empty list.
            if (stacked.Length > 0)
                attributes = [.. attributes, ("scan_output_directions", Enumerable.Repeat(1, stacked.Length))];
        }
        var names = _graph.AddMany("Scan", [.. node.Inputs.Take(carries + rows).Select(Name)], results.Length, attributes);
        Read(node, names, stacked);
    }

    // What reads the results of a loop: the carries' last values, then what was stacked.
    private void Read(TensorNode loop, string[] names, Tensor[] stacked)
    {
        foreach (var user in _users[loop.Value])
        {
            var index = user.Operation == "FinalCarry" ? user.Arguments["carry"][0]
                : loop.Loop!.Carries.Count + Array.IndexOf(stacked, user.Inner);
            Take(user.Value, names[index]);
        }
    }

    private OnnxValue Typed(string name, Tensor tensor) => new(
        name, OnnxDataTypes.Of(tensor.DType),
            [.. _trace.Lengths(tensor).Select(length => new OnnxAxis(length.IsFixed ? length.First : null))]);

    private TensorNode[] Stacks(TensorNode loop) =>
        [.. _users[loop.Value]
            .Where(user => user.Operation == "StepStack").DistinctBy(user => user.Inner, ReferenceEqualityComparer.Instance)];

    private readonly Dictionary<Tensor, List<TensorNode>> _users = new(ReferenceEqualityComparer.Instance);

    // Which results of each loop are read.
    private void NoteUsers(IReadOnlyList<TensorNode> nodes)
    {
        foreach (var node in nodes)
        {
            if (node.Operation == "Scan")
                _users.TryAdd(node.Value, []);
            if (node.Operation is "FinalCarry" or "StepStack")
                _users[node.Inputs[0]].Add(node);
        }
    }
}
