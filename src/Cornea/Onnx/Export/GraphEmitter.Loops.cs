using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

internal sealed partial class GraphEmitter
{
    // A recurrence is ONNX's Scan: a graph of the step, the carries and the rows.
    private void Loop(TensorNode node)
    {
        var loop = node.Loop!;
        var (carries, rows) = (loop.Carries.Count, loop.Rows.Count);
        if (rows == 0)
        {
            Problem(node, "a loop over nothing but a number of steps has no ONNX operator here");
            return;
        }
        for (var i = 0; i < loop.Captured.Count; i++)
            _names[loop.Captured[i]] = Name(node.Inputs[carries + rows + i]);
        var inner = new GraphEmitter(_trace, new GraphBuilder(_graph.Opset, _graph), _problems, this);
        var inputs = loop.Carries.Concat(loop.Rows).Select(tensor => (Tensor: tensor, Name: _graph.Unique("step"))).ToArray();
        foreach (var (tensor, name) in inputs)
            inner.Take(tensor, name);
        Tensor[] stacked = [.. Stacks(node).Select(stack => stack.Inner!)];
        Tensor[] results = [.. loop.Next, .. stacked];
        inner.Emit(results);
        // Each output has a name of its own, made inside.
        var outputs = results.Select(result => inner._graph.AddMany("Identity", [inner.Name(result)], 1)[0]).ToArray();
        inner._graph.KeepOnly(outputs);
        var body = new OnnxGraph
        {
            Name = "step",
            Nodes = inner._graph.Nodes,
            Inputs = [.. inputs.Select(input => Typed(input.Name, input.Tensor))],
            Outputs = [.. results.Select((result, i) => Typed(outputs[i], result))],
        };
        (string, object)[] attributes = [("body", body), ("num_scan_inputs", rows)];
        if (loop.Reverse)
        {
            attributes = [.. attributes, ("scan_input_directions", Enumerable.Repeat(1, rows))];
            // The format has no empty list.
            if (stacked.Length > 0)
                attributes = [.. attributes, ("scan_output_directions", Enumerable.Repeat(1, stacked.Length))];
        }
        var names = _graph.AddMany("Scan", [.. node.Inputs.Take(carries + rows).Select(Name)], results.Length, attributes);
        foreach (var user in _users[node.Value])
        {
            var index = user.Operation == "FinalCarry" ? user.Arguments["carry"][0] : carries + Array.IndexOf(stacked, user.Inner);
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
