using System.Collections.Immutable;
using Cornea.Compilation.Fusion;
using Cornea.Devices.Cpu.Passes;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Scheduling;

/// <summary>
/// A graph as an ordered list of kernels with the memory each one reads and writes. Layout ops become accesses; a copy is made
/// only where an access cannot express one. Variables are updated in place where every reader of the old value can run first.
/// </summary>
internal sealed partial class Schedule
{
    private readonly Dictionary<Tensor, Cluster> _clusters;
    private readonly Dictionary<Tensor, Access> _accesses = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Access> _choices = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Slot> _placed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Variable, Slot> _variables = [];
    private readonly List<KernelSpec> _specs = [];
    private readonly List<Tensor> _order;
    private readonly CompileOptions _options;

    private Schedule(List<Tensor> order, Dictionary<Tensor, Cluster> clusters, CompileOptions options) =>
        (_order, _clusters, _options) = (order, clusters, options);

    /// <summary>Orders the kernels of a simplified graph.</summary>
    /// <param name="inputs">Each input node and where it lies.</param>
    /// <param name="outputs">Each output node and its memory.</param>
    /// <param name="updates">Each variable and the node it takes its value from.</param>
    /// <param name="options">Whether to merge nodes into one kernel.</param>
    public static IReadOnlyList<KernelSpec> Run(
        IReadOnlyList<(Tensor Node, Access Access)> inputs, IReadOnlyList<(Tensor Node, Buffer Memory)> outputs,
        IReadOnlyList<(Tensor Node, Variable Target)> updates, CompileOptions options)
    {
        var ends = new HashSet<Tensor>(outputs.Select(output => output.Node).Concat(updates.Select(update => update.Node)), ReferenceEqualityComparer.Instance);
        var order = GraphOrder.Of([.. outputs.Select(output => output.Node), .. updates.Select(update => update.Node)], stopAtKnown: true);
        var clusters = Fuse.Run(order, ends, options.Fuse);
        if (options.Fuse)
        {
            SharedPasses.Merge(order, clusters, ends);
            QuarterPools.Merge(order, clusters, ends);
        }
        var copied = new HashSet<Variable>();
        while (true)
        {
            var schedule = new Schedule(order, clusters, options);
            schedule.Place(inputs, outputs, updates, copied);
            schedule.EmitAll();
            schedule.EmitCopies(outputs, updates);
            if (KernelOrder.Sort(schedule._specs, schedule._variables, out var blocked) is { } sorted)
                return sorted;
            copied.UnionWith(blocked);
        }
    }

    // Nodes whose values have a home outside the arena are written straight there.
    private void Place(
        IReadOnlyList<(Tensor Node, Access Access)> inputs, IReadOnlyList<(Tensor Node, Buffer Memory)> outputs,
        IReadOnlyList<(Tensor Node, Variable Target)> updates, HashSet<Variable> copied)
    {
        foreach (var (node, access) in inputs)
            _accesses[node] = access;
        foreach (var (node, target) in updates)
        {
            if (!copied.Contains(target) && _clusters.TryGetValue(node, out var cluster) && ReadsInStep(cluster, target))
                _placed.TryAdd(node, new Slot(target.Type, target.Name, target.Buffer) { Variable = target });
        }
        foreach (var (node, memory) in outputs)
        {
            if (_clusters.ContainsKey(node))
                _placed.TryAdd(node, new Slot(node.Type, "output", memory));
        }
    }

    // A kernel may overwrite a variable that it reads if it reads each element just before writing it: elementwise nodes that read
    // the variable itself, not a view of it.
    private bool ReadsInStep(Cluster cluster, Variable target)
    {
        bool Reads(Tensor node) => Viewed(node).Op is VariableRead read && ReferenceEquals(read.Variable, target);
        if (cluster.Root.Op is RecurrenceResult)
            return !cluster.Root.Inputs[0].Inputs.Any(Reads);
        if (!cluster.IsElementwise)
            return !cluster.Root.Inputs.Any(Reads) && !cluster.Members.SelectMany(member => member.Inputs).Any(Reads);
        if (cluster.Product is not null && cluster.Product.Inputs.Any(Reads))
            return false;
        return !cluster.Members.SelectMany(member => member.Inputs).Any(input => Fuse.IsView(input) && Reads(input));
    }

    // What a kernel's input reads through views.
    private static Tensor Viewed(Tensor node)
    {
        while (Fuse.IsView(node) && node.Known is null)
            node = node.Inputs[0];
        return node;
    }

    private void EmitAll()
    {
        PlaceParts();
        var emitted = new HashSet<Cluster>();
        foreach (var node in _order)
        {
            if (_clusters.TryGetValue(node, out var cluster) && (ReferenceEquals(cluster.Root, node) || cluster.IsShared))
                EmitWithSources(cluster, emitted);
        }
    }

    // The first node of a shared kernel may stand before a kernel that another of its nodes reads: that goes first.
    private void EmitWithSources(Cluster cluster, HashSet<Cluster> emitted)
    {
        if (!emitted.Add(cluster))
            return;
        foreach (var source in SharedPasses.Sources(cluster, _clusters))
            EmitWithSources(source, emitted);
        Emit(cluster);
    }

    private void EmitCopies(IReadOnlyList<(Tensor Node, Buffer Memory)> outputs, IReadOnlyList<(Tensor Node, Variable Target)> updates)
    {
        foreach (var (node, memory) in outputs)
        {
            if (!ReferenceEquals(_placed.GetValueOrDefault(node)?.Buffer, memory))
                Copy(AccessOf(node), Access.Whole(new Slot(node.Type, "output", memory)));
        }
        // First everything is read, then everything is written: one variable may take another's old value.
        var late = new List<(Access From, Variable Target)>();
        foreach (var (node, target) in updates)
        {
            if (ReferenceEquals(_placed.GetValueOrDefault(node)?.Buffer, target.Buffer))
                continue;
            var value = AccessOf(node);
            if (value.Slot.Kind == SlotKind.Fixed)
            {
                var held = Access.Whole(new Slot(node.Type, target.Name + " next"));
                Copy(value, held);
                value = held;
            }
            late.Add((value, target));
        }
        foreach (var (from, target) in late)
            Copy(from, Access.Whole(new Slot(target.Type, target.Name, target.Buffer) { Variable = target }));
    }

    private void Emit(Cluster cluster)
    {
        var root = cluster.Root;
        if (cluster.IsElementwise)
        {
            EmitElementwise(cluster);
            return;
        }
        switch (root.Op)
        {
            case Reduce reduce:
                EmitReduce(reduce, cluster);
                break;
            case MatMul product:
                EmitProduct(product, root, null, [Matrices(Home(root))], [], root);
                break;
            case Convolution convolution:
                EmitConvolution(convolution, root, null, [root]);
                break;
            case ConvolutionKernelGradient gradient:
                if (cluster.Pooling is { } pooling)
                {
                    _specs.Add(new ConvolutionKernelGradientSpec(
                        WindowShape.Of(gradient.Window, root.Inputs[0].Shape), root.Shape[^1], 1,
                        [Images(root.Inputs[0]), Contiguous(pooling.Inputs[1]), ChoiceOf(cluster.ChosenBy!)], [Home(root)]));
                    break;
                }
                var (images, gradients) = (Images(root.Inputs[0]), Images(root.Inputs[1]));
                var window = WindowShape.Of(gradient.Window, root.Inputs[0].Shape);
                if (window.IsPointwise && images.IsContiguous && gradients.IsContiguous)
                    (window, images, gradients) = (window.InOneRow, WindowShape.OneRow(images), WindowShape.OneRow(gradients));
                _specs.Add(new ConvolutionKernelGradientSpec(window, root.Shape[^1], gradient.Groups, [images, gradients], [Home(root)]));
                break;
            case Pool pool when cluster.Chooses || cluster.Members.Count > 0:
                EmitQuarterPool(pool, cluster);
                break;
            case Pool pool:
                _specs.Add(new PoolSpec(pool.Kind, WindowShape.Of(pool.Window, root.Inputs[0].Shape), [Contiguous(root.Inputs[0])], [Home(root)]));
                break;
            case PoolGradient pool when cluster.ChosenBy is not null:
                _specs.Add(new QuarterPoolGradientSpec(
                    WindowShape.Of(pool.Window, root.Shape), [ChoiceOf(cluster.ChosenBy), Contiguous(root.Inputs[1])], [Home(root)]));
                break;
            case PoolGradient pool:
                _specs.Add(new PoolGradientSpec(pool.Kind, WindowShape.Of(pool.Window, root.Shape), [.. root.Inputs.Select(Contiguous)], [Home(root)]));
                break;
            case PoolChoice pool:
                _specs.Add(new PoolChoiceSpec(WindowShape.Of(pool.Window, root.Inputs[0].Shape), [.. root.Inputs.Select(Contiguous)], [Home(root)]));
                break;
            case Softmax softmax:
                var columns = root.Shape[^1];
                _specs.Add(new RowSoftmaxSpec(softmax.Logarithm, root.Size / columns, columns, [Contiguous(root.Inputs[0])], [Home(root)]));
                break;
            case ArgReduce arg:
                var (outer, length, inner) = Split(root.Inputs[0].Shape, arg.Axis);
                _specs.Add(new ArgReduceSpec(arg.Largest, outer, length, inner, [Contiguous(root.Inputs[0])], [Home(root)]));
                break;
            case Cumulative cumulative:
                (outer, length, inner) = Split(root.Shape, cumulative.Axis);
                _specs.Add(new CumulativeSpec(
                    cumulative.Kind, cumulative.Exclusive, cumulative.Reverse, outer, length, inner, [Contiguous(root.Inputs[0])], [Home(root)]));
                break;
            case ArgSort sort:
                (outer, length, inner) = Split(root.Shape, sort.Axis);
                _specs.Add(new ArgSortSpec(sort.Descending, outer, length, inner, [Contiguous(root.Inputs[0])], [Home(root)]));
                break;
            case Gather gather:
                (outer, length, inner) = Split(root.Inputs[0].Shape, gather.Axis);
                _specs.Add(new GatherSpec(
                    outer, length, inner, root.Inputs[1].Size, [Contiguous(root.Inputs[0]), Contiguous(root.Inputs[1])], [Home(root)]));
                break;
            case ScatterAdd scatter:
                (outer, length, inner) = Split(root.Shape, scatter.Axis);
                _specs.Add(new ScatterAddSpec(outer, length, inner, root.Inputs[1].Size, [.. root.Inputs.Select(Contiguous)], [Home(root)]));
                break;
            case Graph.Ops.Random random:
                _specs.Add(new RandomSpec(random.Kind, random.Stream, [Contiguous(root.Inputs[0])], [Home(root)]));
                break;
            case Recurrence recurrence:
                EmitRecurrence(recurrence, root);
                break;
            case RecurrenceResult:
                break; // the kernel of the recurrence writes it
            case Pad pad:
                EmitPad(pad, root);
                break;
            case Concat:
                EmitConcat(root);
                break;
            default:
                throw new NotSupportedException($"The scheduler has no arm for {root.Op.Name}. Add one to Schedule.Emit.");
        }
    }

    private void EmitElementwise(Cluster cluster)
    {
        var results = cluster.Stored.ToArray();
        if (cluster.Product is { Op: Convolution convolution })
        {
            EmitConvolution(convolution, cluster.Product, cluster, results);
            return;
        }
        if (cluster.Product is { } product)
        {
            EmitProduct((MatMul)product.Op, product, cluster, [.. results.Select(result => Matrices(Home(result)))], results, cluster.Root);
            return;
        }
        var builder = new ProgramBuilder(AccessOf);
        foreach (var member in Enumerable.Reverse(cluster.Members))
            builder.Add(member);
        var program = builder.Build(results);
        _specs.Add(new ElementwiseSpec(program, builder.Operands, [.. results.Select(Home)]));
    }

    private void EmitProduct(MatMul op, Tensor product, Cluster? cluster, ImmutableArray<Access> writes, Tensor[] results, Tensor root)
    {
        var (a, b) = (Matrices(AccessOf(product.Inputs[0])), Matrices(AccessOf(product.Inputs[1])));
        if (op.TransposeA)
            a = a.Transpose([0, 2, 1]);
        if (op.TransposeB)
            b = b.Transpose([0, 2, 1]);
        var (batch, rows, depth, columns) = (a.Lengths[0], a.Lengths[1], a.Lengths[2], b.Lengths[2]);
        ElementwiseProgram? epilogue = null;
        ImmutableArray<Access> operands = [];
        if (cluster is not null)
        {
            var builder = new ProgramBuilder(node => Matrices(AccessOf(node)));
            var tile = new Access(new Slot(product.Type, "product"), 0, [batch, rows, columns], [rows * columns, columns, 1]);
            builder.Produce(product, tile);
            foreach (var member in Enumerable.Reverse(cluster.Members))
                builder.Add(member);
            epilogue = builder.Build(results);
            operands = builder.Operands[1..];
        }
        _specs.Add(new MatMulSpec(batch, rows, columns, depth, epilogue, [a, b, .. operands], writes));
    }

    private void EmitConvolution(Convolution op, Tensor product, Cluster? cluster, Tensor[] results)
    {
        var filters = product.Shape[^1];
        // Places of all images as rows, [group, rows, filters of the group].
        Access Rows(Access access)
        {
            var shape = new Shape(product.Size / Math.Max(1, filters), op.Groups, filters / op.Groups);
            return (access.Reshape(shape) ?? Contiguous(access).Reshape(shape)!).Transpose([1, 0, 2]);
        }
        ElementwiseProgram? epilogue = null;
        ImmutableArray<Access> operands = [];
        if (cluster is not null)
        {
            var builder = new ProgramBuilder(node => Rows(AccessOf(node)));
            builder.Produce(product, Rows(Access.Whole(new Slot(product.Type, "product"))));
            foreach (var member in Enumerable.Reverse(cluster.Members))
                builder.Add(member);
            epilogue = builder.Build(results);
            operands = builder.Operands[1..];
        }
        var (window, images) = (WindowShape.Of(op.Window, product.Inputs[0].Shape), Images(product.Inputs[0]));
        if (window.IsPointwise && images.IsContiguous)
            (window, images) = (window.InOneRow, WindowShape.OneRow(images));
        _specs.Add(new ConvolutionSpec(
            window, filters, op.Groups, epilogue,
            [images, WindowShape.Kernel(AccessOf(product.Inputs[1])), .. operands], [.. results.Select(result => Rows(Home(result)))]));
    }

    // Images whose channels are neighbours.
    private Access Images(Tensor node)
    {
        var access = AccessOf(node);
        return WindowShape.Images(access.Strides[^1] == 1 || access.Lengths[^1] == 1 ? access : Contiguous(access));
    }

    // Where a node's values are stored.
    private Access Home(Tensor node)
    {
        if (!_accesses.TryGetValue(node, out var access))
            _accesses[node] = access = Access.Whole(_placed.GetValueOrDefault(node) ?? new Slot(node.Type, node.Op.Name));
        return access;
    }

    private Access AccessOf(Tensor node)
    {
        if (_accesses.TryGetValue(node, out var access))
            return access;
        access = node switch
        {
            { Known: { } known } => Access.Whole(new Slot(node.Type, "constant", known) { IsConstant = true }),
            { Op: VariableRead read } => Access.Whole(SlotOf(read.Variable)),
            { Op: Reshape reshape } => AccessOf(node.Inputs[0]).Reshape(reshape.Shape) ?? Contiguous(node.Inputs[0]).Reshape(reshape.Shape)!,
            { Op: Transpose transpose } => AccessOf(node.Inputs[0]).Transpose(transpose.Order),
            { Op: Broadcast broadcast } => AccessOf(node.Inputs[0]).Broadcast(broadcast.Shape),
            { Op: Slicing slice } => AccessOf(node.Inputs[0]).Slice(slice.Starts, slice.Lengths, slice.Steps),
            _ => throw new InvalidOperationException($"{node.Op.Name} {node.Type} is read before it is computed."),
        };
        return _accesses[node] = access;
    }

    private Slot SlotOf(Variable variable)
    {
        if (!_variables.TryGetValue(variable, out var slot))
            _variables[variable] = slot = new Slot(variable.Type, variable.Name, variable.Buffer);
        return slot;
    }

    // The access of a node whose kernel needs its elements side by side.
    private Access Contiguous(Tensor node) => Contiguous(AccessOf(node));

    private Access Contiguous(Access access)
    {
        if (access.IsContiguous)
            return access;
        var copy = Access.Whole(new Slot(new TensorType(new Shape(access.Lengths.AsSpan()), access.DType), "copy"));
        Copy(access, copy);
        return copy;
    }

    // The access as [batch, rows, columns]; rows and columns may have any stride.
    private Access Matrices(Access access)
    {
        var lengths = access.Lengths;
        var batch = 1;
        for (var i = 0; i < lengths.Length - 2; i++)
            batch *= lengths[i];
        var shape = new Shape(batch, lengths[^2], lengths[^1]);
        return access.Reshape(shape) ?? Contiguous(access).Reshape(shape)!;
    }

    private void Copy(Access from, Access to) =>
        _specs.Add(new ElementwiseSpec(new ElementwiseProgram([new LoadInstruction(0, from.DType)], [0]), [from], [to]));

    private static (int Outer, int Length, int Inner) Split(Shape shape, int axis) =>
        (new Shape(shape.AsSpan()[..axis]).Size, shape[axis], new Shape(shape.AsSpan()[(axis + 1)..]).Size);
}
