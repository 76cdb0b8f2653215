namespace Cornea.Freezing;

/// <summary>Walks through the calls of a model and of the models inside it.</summary>
internal static class FrozenGraph
{
    /// <summary>Writes a model's calls, and gives the values of its outputs.</summary>
    public static FrozenValue[] Run(Model model, FrozenValue[] inputs, FrozenCode code)
    {
        var values = new Dictionary<SymbolicTensor, FrozenValue>();
        foreach (var (symbol, value) in model.Inputs.Zip(inputs))
            values[symbol] = value;
        Node[] calls = [.. Calls(model).Where(call => !call.Outputs.Any(values.ContainsKey))];
        // A value's memory is free when the last call that reads it is done; outputs are read at the end.
        var uses = new Dictionary<SymbolicTensor, int>();
        foreach (var symbol in calls.SelectMany(call => call.Inputs).Concat(model.Outputs))
            uses[symbol] = uses.GetValueOrDefault(symbol) + 1;
        foreach (var (symbol, value) in model.Inputs.Zip(inputs))
            value.Root.Uses += uses.GetValueOrDefault(symbol);
        foreach (var call in calls)
        {
            if (call.Inputs.Any(input => !values.ContainsKey(input)))
                continue; // it follows from a layer that was refused
            FrozenValue[] given = [.. call.Inputs.Select(input => values[input])];
            if (Call(call, given, code) is { } results)
            {
                foreach (var (symbol, value) in call.Outputs.Zip(results))
                {
                    value.Root.Uses += uses.GetValueOrDefault(symbol);
                    values[symbol] = value;
                }
            }
            foreach (var value in given)
                code.Release(value);
        }
        return [.. model.Outputs.Select(symbol => values.GetValueOrDefault(symbol)).OfType<FrozenValue>()];
    }

    private static FrozenValue[]? Call(Node call, FrozenValue[] inputs, FrozenCode code)
    {
        if (call.Layer is Sequential or Functional)
            return Run((Model)call.Layer, inputs, code);
        Shape[] shapes = [.. call.Outputs.Select(output => output.Shape[1..])];
        var before = code.Calls.Count;
        FrozenValue[]? results = null;
        var reason = call.IsReverse || call.Training == true || shapes.Any(shape => !shape.IsKnown) ? FrozenLayers.NoCode
            : FrozenLayers.Write(call.Layer, inputs, shapes, code, out results);
        if (reason is null)
            return results;
        // What has no code of its own is written by its operations.
        code.Undo(before);
        code.Note(call.Layer.ToString());
        var other = FrozenOperations.Write((given, context) => context.Call(call, given), inputs,
            [.. call.Inputs.Select(input => input.DType)], code, out results);
        if (other is null)
            return results;
        code.Undo(before);
        code.Refused.Add($"{call.Layer} ({(reason.StartsWith(FrozenLayers.NoCode, StringComparison.Ordinal) ? other : reason)})");
        return null;
    }

    private static IEnumerable<Node> Calls(Model model) => model switch
    {
        Functional functional => functional.Calls,
        Sequential when model.Outputs is [{ } output] => new FunctionalGraph(model.Name, model.Inputs, [output]).Nodes,
        _ => throw new NotSupportedException(
            $"{model} is a class of its own, whose calls are not known. Freeze a Sequential or a Functional."),
    };
}
