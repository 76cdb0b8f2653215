using Cornea.Compilation;
using Cornea.Compilation.Fusion;
using Cornea.Compilation.Scheduling;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>
/// The front of a graph that treats each sample of a batch alone: convolutions, pooling and elementwise steps. Run for a few
/// samples at a time, by one worker, its values never leave the cache; only what the rest of the graph reads is stored for the
/// whole batch. Convolutions add in an order that does not depend on the batch, so this changes no bit.
/// </summary>
/// <param name="Count">How many pieces.</param>
/// <param name="Inputs">The inputs of a piece, and which input of the function each is a part of.</param>
/// <param name="Outputs">What a piece gives.</param>
/// <param name="Wholes">The same for the whole batch, as inputs of the rest.</param>
/// <param name="Rest">The function's outputs, from its inputs and the wholes.</param>
internal sealed record BatchSlicing(int Count, IReadOnlyList<(Tensor Node, int Input)> Inputs, Tensor[] Outputs, Tensor[] Wholes, Tensor[] Rest)
{
    // Values of a piece: about what the second cache holds, and enough tiles for a transformed kernel that comes from the last one.
    // A sample with more than a few times as much gains nothing.
    private const long PieceBytes = 1024 * 1024;
    private const long MostSampleBytes = 4 * PieceBytes;

    /// <summary>Cuts a graph, or returns null where there is no such front or too few samples.</summary>
    /// <param name="inputs">The function's inputs.</param>
    /// <param name="outputs">What it computes, simplified.</param>
    /// <param name="options">How many workers share the work.</param>
    public static BatchSlicing? Of(IReadOnlyList<Tensor> inputs, Tensor[] outputs, CompileOptions options)
    {
        var batch = inputs.Count == 0 || inputs[0].Rank == 0 ? 0 : inputs[0].Shape[0];
        if (batch < 2 || batch < 2 * options.Threads)
            return null;
        var order = GraphOrder.Of(outputs, stopAtKnown: true);
        var front = Front(order, inputs, batch);
        if (!front.Any(node => node.Op is Graph.Ops.Convolution or Pool))
            return null;
        var ends = new HashSet<Tensor>(outputs, ReferenceEqualityComparer.Instance);
        ends.UnionWith(order.Where(node => !front.Contains(node)).SelectMany(node => node.Inputs));
        Tensor[] cuts = [.. order.Where(node => front.Contains(node) && ends.Contains(node) && node.Op is not Input)];

        var one = Cut(order, front, cuts, inputs, 1);
        var bytes = Compiler.Schedule(
            [.. one.Inputs.Select(input => (input.Node, BufferView.Whole(new BufferSlot(input.Node.Type, "input", new HostMemory(input.Node.Type)))))],
            [.. one.Outputs.Select(output => (output, new HostMemory(output.Type)))], [], options).ArenaBytes;
        bytes += one.Outputs.Sum(output => output.Type.Bytes);
        if (bytes > MostSampleBytes)
            return null;
        var size = (int)Math.Clamp(PieceBytes / Math.Max(1, bytes), 1, Math.Max(1, batch / (4 * options.Threads)));
        while (batch % size != 0)
            size--;
        var (pieceInputs, pieceOutputs) = Cut(order, front, cuts, inputs, size);
        var (wholes, rest) = Following(order, cuts, outputs);
        return new BatchSlicing(batch / size, pieceInputs, pieceOutputs, wholes, rest);
    }

    private static HashSet<Tensor> Front(List<Tensor> order, IReadOnlyList<Tensor> inputs, int batch)
    {
        var front = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var shared = new HashSet<Tensor>(ReferenceEqualityComparer.Instance); // the same for all samples
        foreach (var node in order)
        {
            if (node.Known is not null || (Fuse.IsView(node) && shared.Contains(node.Inputs[0])))
                shared.Add(node);
            else if (node.Rank > 0 && node.Shape[0] == batch && (node.Op is Input ? inputs.Contains(node) : Joins(node)))
                front.Add(node);
        }
        return front;

        bool Joins(Tensor node) => node.Op switch
        {
            Graph.Ops.Convolution => front.Contains(node.Inputs[0]) && shared.Contains(node.Inputs[1]),
            Pool => front.Contains(node.Inputs[0]),
            _ => Fuse.IsElementwise(node) && node.Inputs.Any(front.Contains) && node.Inputs.All(input => front.Contains(input) || IsSpread(input)),
        };

        // Repeated along the batch, so that it can be repeated less often.
        bool IsSpread(Tensor node) => node.Op is Broadcast && shared.Contains(node.Inputs[0])
            && (node.Inputs[0].Rank < node.Rank || node.Inputs[0].Shape[0] == 1);
    }

    private static (List<(Tensor Node, int Input)> Inputs, Tensor[] Outputs) Cut(
        List<Tensor> order, HashSet<Tensor> front, Tensor[] cuts, IReadOnlyList<Tensor> inputs, int size)
    {
        var made = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        var taken = new List<(Tensor, int)>();
        foreach (var node in order.Where(front.Contains))
        {
            if (node.Op is Input input)
            {
                made[node] = Tensor.Input(node.Shape.With(0, size), node.DType, input.Label);
                taken.Add((made[node], Enumerable.Range(0, inputs.Count).First(i => ReferenceEquals(inputs[i], node))));
                continue;
            }
            made[node] = new Tensor(node.Op, [.. node.Inputs.Select(Part)]);
        }
        return (taken, [.. cuts.Select(cut => made[cut])]);

        Tensor Part(Tensor node) => made.TryGetValue(node, out var part) ? part
            : node.Op is Broadcast broadcast && node.Known is null && broadcast.Shape.Rank > 0 && IsRepeated(node)
            ? new Tensor(new Broadcast(broadcast.Shape.With(0, size)), node.Inputs)
            : node;

        // The kernel of a convolution is no batch, even where it is a broadcast.
        bool IsRepeated(Tensor node) => order.Exists(user => front.Contains(user) && Fuse.IsElementwise(user) && user.Inputs.Contains(node));
    }

    private static (Tensor[] Wholes, Tensor[] Outputs) Following(List<Tensor> order, Tensor[] cuts, Tensor[] outputs)
    {
        var made = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var cut in cuts)
            made[cut] = Tensor.Input(cut.Shape, cut.DType, "pieces");
        foreach (var node in order)
        {
            if (!made.ContainsKey(node))
                made[node] = node.Known is not null || node.Inputs.IsEmpty ? node : new Tensor(node.Op, [.. node.Inputs.Select(input => made[input])]);
        }
        return ([.. cuts.Select(cut => made[cut])], [.. outputs.Select(output => made[output])]);
    }
}
