using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Lists of tensors inside a graph: positions and numbers of parts must be known when the network is made.</summary>
internal static class SequenceOperators
{
    private const int MostParts = 4096;

    private static readonly string[] Makers =
        ["SequenceConstruct", "SequenceEmpty", "SequenceInsert", "SequenceErase", "SplitToSequence"];

    public static IEnumerable<OperatorEntry> Entries =>
    [
        Entry("SequenceConstruct", ""),
        Entry("SequenceEmpty", "dtype"),
        Entry("SequenceInsert", ""),
        Entry("SequenceErase", ""),
        Entry("SequenceAt", ""),
        Entry("SequenceLength", ""),
        Entry("SplitToSequence", "axis keepdims"),
        Entry("ConcatFromSequence", "axis new_axis"),
    ];

    /// <summary>Whether a node makes a list.</summary>
    public static bool Makes(OnnxNode node) => node.Domain.Length == 0 && Makers.Contains(node.Operator);

    /// <summary>The outputs of a node that are lists, or optional values that are not there: those of branches and loops that carry one
    /// among them.</summary>
    /// <param name="node">The node.</param>
    /// <param name="isList">Whether a value around the node is a list.</param>
    public static IReadOnlyList<string> ListsOf(OnnxNode node, Func<string, bool> isList)
    {
        if (Makes(node))
            return [node.Outputs[0]];
        if (node.Domain.Length > 0)
            return [];
        return node.Operator switch
        {
            "Identity" or "Optional" or "OptionalGetElement" =>
                node.Inputs.Any(isList) || (node.Operator == "Optional" && node.Inputs.Count == 0) ? node.Outputs : [],
            "SequenceMap" => node.Outputs,
            "Loop" => [.. node.Outputs.Where((_, i) => i + 2 < node.Inputs.Count && isList(node.Inputs[i + 2]))],
            "If" => [.. node.Subgraphs.SelectMany(branch => node.Outputs.Zip(branch.Outputs)
                .Where(pair => Inside(branch, isList).Contains(pair.Second.Name)).Select(pair => pair.First)).Distinct()],
            _ => [],
        };
    }

    // The lists that the nodes of a branch make.
    private static HashSet<string> Inside(OnnxGraph graph, Func<string, bool> isList)
    {
        var lists = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
            lists.UnionWith(ListsOf(node, name => lists.Contains(name) || isList(name)));
        lists.UnionWith(graph.Outputs.Select(output => output.Name).Where(isList));
        return lists;
    }

    /// <summary>Whether a node makes or reads a list.</summary>
    public static bool Is(OnnxNode node) => Makes(node)
        || (node.Domain.Length == 0 && node.Operator is "SequenceAt" or "SequenceLength" or "ConcatFromSequence");

    /// <summary>The list that a node makes.</summary>
    /// <param name="node">The node.</param>
    /// <param name="call">Its inputs that are tensors.</param>
    /// <param name="given">The list that it reads; null where it reads none.</param>
    public static IReadOnlyList<Tensor> Made(OnnxNode node, OperatorCall call, IReadOnlyList<Tensor>? given)
    {
        switch (node.Operator)
        {
            case "SequenceConstruct":
                return call.All;
            case "SequenceEmpty":
                return [];
            case "SplitToSequence":
                return Split(call);
        }
        var parts = Needed(call, given).ToList();
        if (node.Operator == "SequenceErase")
        {
            parts.RemoveAt(Place(call, 1, parts.Count, parts.Count - 1));
            return parts;
        }
        if (parts.Count >= MostParts)
            throw call.Fault($"a list has at most {MostParts} parts");
        // A part may stand behind the last one too.
        parts.Insert(call.Optional(2) is null ? parts.Count : Place(call, 2, parts.Count, parts.Count), call[1]);
        return parts;
    }

    /// <summary>The tensor that a node makes of a list.</summary>
    public static Tensor Read(OnnxNode node, OperatorCall call, IReadOnlyList<Tensor>? given)
    {
        var parts = Needed(call, given);
        switch (node.Operator)
        {
            case "SequenceAt":
                return parts[Place(call, 1, parts.Count, parts.Count - 1)];
            case "SequenceLength":
                return Tensor.From((long)parts.Count);
            default:
                if (parts.Count == 0)
                    throw call.Fault("an empty list has no type to be a tensor of");
                var added = call.Int("new_axis", 0) == 1;
                var axis = call.Axis(call.Required("axis"), parts[0].Rank + (added ? 1 : 0));
                return added ? Tensor.Stack(parts, axis) : Tensor.Concat(parts, axis);
        }
    }

    private static IReadOnlyList<Tensor> Needed(OperatorCall call, IReadOnlyList<Tensor>? given) =>
        given ?? throw call.Fault("its first input is no list of tensors");

    private static int Place(OperatorCall call, int input, int count, int most)
    {
        if (call.Optional(input) is null)
            return most;
        var place = call.Known(input, "the position").ToArray<long>() is [var one] ? one : throw call.Fault("the position is one number");
        place = place < 0 ? place + count : place;
        return place >= 0 && place <= most ? (int)place : throw call.Fault($"the list has {count} parts, none of them at {place}");
    }

    private static Tensor[] Split(OperatorCall call)
    {
        var x = call[0];
        var axis = call.Axis(call.Int("axis", 0), x.Rank);
        var length = x.Shape[axis];
        int[] lengths;
        if (call.Optional(1) is null)
            lengths = [.. Enumerable.Repeat(1, Limited(call, length))];
        else if (call[1].Rank == 0)
        {
            var each = call.KnownInt(1, "the length of the parts");
            if (each < 1)
                throw call.Fault($"parts have a length of 1 or more, but {each} was asked for");
            lengths = [.. Enumerable.Range(0, Limited(call, (length + each - 1) / each)).Select(i => Math.Min(each, length - i * each))];
        }
        else
            lengths = call.KnownInts(1, "the lengths of the parts");
        if (lengths.Any(part => part < 0) || lengths.Sum(part => (long)part) != length)
            throw call.Fault($"parts of {string.Join(", ", lengths)} do not make up {length} elements");
        var (parts, start) = (new Tensor[lengths.Length], 0);
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = x.Narrow(axis, start, lengths[i]);
            parts[i] = call.Optional(1) is null && call.Int("keepdims", 1) == 0 ? parts[i].Squeeze(axis) : parts[i];
            start += lengths[i];
        }
        return parts;
    }

    private static int Limited(OperatorCall call, int parts) =>
        parts <= MostParts ? parts : throw call.Fault($"a list has at most {MostParts} parts, but {parts} were asked for");

    // Lists are no values that an operator could be computed with alone: the run of the graph keeps them.
    private static OperatorEntry Entry(string name, string attributes) => OperatorEntry.Of(name, 11, attributes,
        call => throw call.Fault("lists of tensors are known inside a graph only"));
}
