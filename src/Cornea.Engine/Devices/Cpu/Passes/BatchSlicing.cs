using Cornea.Compilation;
using Cornea.Compilation.Fusion;
using Cornea.Compilation.Kernels;
using Cornea.Compilation.Scheduling;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>
/// The first part of a graph, where it treats each sample of a batch alone: convolutions, pooling and elementwise ops. Run for a few
/// samples at a time, by one worker, its values never leave the cache; only what the rest of the graph reads is stored for the
/// whole batch. Convolutions add in an order that does not depend on the batch, so this changes no bit.
/// </summary>
/// <param name="Count">How many slices.</param>
/// <param name="Inputs">The inputs of a slice, and which input of the function each is a part of.</param>
/// <param name="Outputs">What a slice computes.</param>
/// <param name="Work">Floating-point operations of a slice.</param>
/// <param name="Products">What of them is the multiply-adds of products and convolutions.</param>
/// <param name="Options">How the function is compiled.</param>
internal sealed record BatchSlicing(
    int Count, IReadOnlyList<(Tensor Node, int Input)> Inputs, Tensor[] Outputs, double Work, double Products, CompileOptions Options)
{
    // Values of a slice: about what the second cache holds, and enough tiles for a transformed kernel that comes from the last one.
    // A sample with more than a few times as much gains nothing.
    private const long SliceBytes = 1024 * 1024;
    private const long MostSampleBytes = 4 * SliceBytes;
    private const long HeavyKernel = SliceBytes / 4;
    private const long HeavyRatio = 4;

    /// <summary>Cuts a graph, or returns null where it does not begin so or has too few samples.</summary>
    /// <param name="inputs">The function's inputs.</param>
    /// <param name="outputs">What it computes, simplified.</param>
    /// <param name="options">How it is compiled.</param>
    public static GraphFront? Run(IReadOnlyList<Tensor> inputs, Tensor[] outputs, CompileOptions options)
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
        var (specs, bytes) = Compiler.Schedule(EndsOf(one.Inputs, one.Outputs), options, CpuBackend.OwnPasses);
        bytes += one.Outputs.Sum(output => output.Type.Bytes);
        if (bytes > MostSampleBytes)
        {
            return null;
        }
        var size = (int)Math.Clamp(SliceBytes / Math.Max(1, bytes), 1, Math.Max(1, batch / (4 * options.Threads)));
        while (batch % size != 0)
        {
            size--;
        }
        var (sliceInputs, sliceOutputs) = Cut(order, front, cuts, inputs, size);
        var (wholes, rest) = Following(order, cuts, outputs);
        var slicing = new BatchSlicing(
            batch / size, sliceInputs, sliceOutputs, size * specs.Sum(spec => spec.Work), size * specs.Sum(spec => spec.Products), options);
        return new GraphFront(wholes, rest,
            (reads, writes) => new BatchSlicesSpec(slicing, [.. sliceInputs.Select(input => reads[input.Input])], writes));
    }

    /// <summary>A slice's graph with memory of its own for inputs and outputs.</summary>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="outputs">Its outputs.</param>
    public static GraphEnds EndsOf(IReadOnlyList<(Tensor Node, int Input)> inputs, Tensor[] outputs) => new(
        [.. inputs.Select(input => (input.Node, BufferView.Whole(new BufferSlot(input.Node.Type, "input") { IsKept = true })))],
        [.. outputs.Select(output => (output, new BufferSlot(output.Type, "output") { IsKept = true }))], []);

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
            Graph.Ops.Convolution => front.Contains(node.Inputs[0]) && shared.Contains(node.Inputs[1]) && !IsHeavy(node),
            Pool => front.Contains(node.Inputs[0]),
            _ => Fuse.IsElementwise(node) && node.Inputs.Any(front.Contains)
                && node.Inputs.All(input => front.Contains(input) || IsSpread(input)),
        };

        // A kernel that is read again for every slice, from the last cache, costs more than the values of a few samples.
        bool IsHeavy(Tensor node) => node.Inputs[1].Type.Bytes is var bytes && bytes > HeavyKernel
            && bytes > HeavyRatio * (node.Inputs[0].Type.Bytes + node.Type.Bytes) / batch;

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
        bool IsRepeated(Tensor node) =>
            order.Exists(user => front.Contains(user) && Fuse.IsElementwise(user) && user.Inputs.Contains(node));
    }

    private static (Tensor[] Wholes, Tensor[] Outputs) Following(List<Tensor> order, Tensor[] cuts, Tensor[] outputs)
    {
        var made = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var cut in cuts)
            made[cut] = Tensor.Input(cut.Shape, cut.DType, "slices");
        foreach (var node in order)
        {
            if (!made.ContainsKey(node))
            {
                made[node] = node.Known is not null || node.Inputs.IsEmpty ? node
                    : new Tensor(node.Op, [.. node.Inputs.Select(input => made[input])]);
            }
        }
        return ([.. cuts.Select(cut => made[cut])], [.. outputs.Select(output => made[output])]);
    }
}
