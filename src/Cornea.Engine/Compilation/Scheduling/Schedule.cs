using System.Collections.Immutable;
using Cornea.Compilation.Fusion;
using Cornea.Compilation.Kernels;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Scheduling;

/// <summary>
/// A graph as an ordered list of kernels with the memory each one reads and writes. Layout ops become views; a copy is made
/// only where a view cannot express one. Variables are updated in place where every reader of the old value can run first.
/// </summary>
internal sealed partial class Schedule
{
    private readonly FusionGroups _groups;
    private readonly Dictionary<Tensor, BufferView> _views = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, BufferView> _extra = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, BufferSlot> _placed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Variable, BufferSlot> _variables = [];
    private readonly List<KernelSpec> _specs = [];
    private readonly List<Tensor> _order;
    private readonly GraphScheduler _compileStep;

    private Schedule(List<Tensor> order, FusionGroups groups, GraphScheduler compileStep) =>
        (_order, _groups, _compileStep) = (order, groups, compileStep);

    /// <summary>Emits and orders the kernels of a graph.</summary>
    /// <param name="order">The graph's nodes, inputs first.</param>
    /// <param name="groups">Which nodes share a kernel.</param>
    /// <param name="ends">What is given, and what is to be computed.</param>
    /// <param name="compileStep">Schedules the steps of recurrences.</param>
    public static IReadOnlyList<KernelSpec> Run(List<Tensor> order, FusionGroups groups, GraphEnds ends, GraphScheduler compileStep)
    {
        var copied = new HashSet<Variable>();
        while (true)
        {
            var schedule = new Schedule(order, groups, compileStep);
            schedule.Place(ends, copied);
            schedule.EmitAll();
            schedule.EmitCopies(ends);
            if (KernelOrder.Sort(schedule._specs, schedule._variables, out var blocked) is { } sorted)
                return sorted;
            copied.UnionWith(blocked);
        }
    }

    // Nodes whose values have a home outside the arena are written straight there.
    private void Place(GraphEnds ends, HashSet<Variable> copied)
    {
        foreach (var (node, view) in ends.Inputs)
            _views[node] = view;
        foreach (var (target, node) in ends.Updates)
        {
            if (!copied.Contains(target) && _groups.TryGet(node, out var group) && ReadsInStep(group, target))
                _placed.TryAdd(node, new BufferSlot(target.Type, target.Name) { Variable = target });
        }
        foreach (var (node, buffer) in ends.Outputs)
        {
            if (_groups.Contains(node))
                _placed.TryAdd(node, buffer);
        }
        foreach (var (node, buffer) in ends.Outputs)
        {
            if (ReferenceEquals(_placed.GetValueOrDefault(node), buffer) && OperandThatFits(node) is { } operand)
                _placed.Add(operand, buffer);
        }
    }

    // What an elementwise kernel reads to make an output, and nobody else reads, can be made where the output goes: random
    // numbers need no memory beside the weights that they become.
    private Tensor? OperandThatFits(Tensor output)
    {
        if (!_groups.TryGet(output, out var group) || group is not { IsElementwise: true, Product: null, Device: null, Stored.Length: 1 })
            return null;
        bool IsOfGroup(Tensor user) => _groups.TryGet(user, out var other) && ReferenceEquals(group, other);
        return group.Members.SelectMany(member => member.Inputs).FirstOrDefault(operand => operand.Shape == output.Shape
            && operand.DType.Size() == output.DType.Size() && !_placed.ContainsKey(operand)
            && _groups.TryGet(operand, out var source) && !ReferenceEquals(source, group) && source.Root.Op is Graph.Ops.Random
            && _order.TrueForAll(user => !user.Inputs.Contains(operand) || IsOfGroup(user)));
    }

    // A kernel may overwrite a variable that it reads if it reads each element just before writing it: elementwise nodes that read
    // the variable itself, not a view of it.
    private bool ReadsInStep(FusionGroup group, Variable target)
    {
        bool Reads(Tensor node) => Fuse.Viewed(node).Op is VariableRead read && ReferenceEquals(read.Variable, target);
        if (group.Root.Op is RecurrenceResult)
            return !group.Root.Inputs[0].Inputs.Any(Reads);
        if (!group.IsElementwise)
            return !group.Root.Inputs.Any(Reads) && !group.Members.SelectMany(member => member.Inputs).Any(Reads);
        if (group.Product is not null && group.Product.Inputs.Any(Reads))
            return false;
        return !group.Members.SelectMany(member => member.Inputs).Any(input => Fuse.IsView(input) && Reads(input));
    }

    private void EmitAll()
    {
        PlaceParts();
        var emitted = new HashSet<FusionGroup>();
        foreach (var node in _order)
        {
            if (_groups.TryGet(node, out var group) && (ReferenceEquals(group.Root, node) || group.IsHorizontal))
                EmitWithSources(group, emitted);
        }
    }

    // The first node of a horizontally fused kernel may stand before a kernel that another of its nodes reads: that goes first.
    private void EmitWithSources(FusionGroup group, HashSet<FusionGroup> emitted)
    {
        if (!emitted.Add(group))
            return;
        foreach (var source in _groups.Sources(group))
            EmitWithSources(source, emitted);
        Emit(group);
    }

    private void EmitCopies(GraphEnds ends)
    {
        foreach (var (node, buffer) in ends.Outputs)
        {
            if (!ReferenceEquals(_placed.GetValueOrDefault(node), buffer))
                Copy(ViewOf(node), BufferView.Whole(buffer));
        }
        // First everything is read, then everything is written: one variable may take another's old value.
        var late = new List<(BufferView From, Variable Target)>();
        foreach (var (target, node) in ends.Updates)
        {
            if (_placed.GetValueOrDefault(node)?.Variable == target)
                continue;
            var value = ViewOf(node);
            if (value.Buffer.Kind == BufferSlotKind.Fixed)
            {
                var held = BufferView.Whole(new BufferSlot(node.Type, target.Name + " next"));
                Copy(value, held);
                value = held;
            }
            late.Add((value, target));
        }
        foreach (var (from, target) in late)
            Copy(from, BufferView.Whole(new BufferSlot(target.Type, target.Name) { Variable = target }));
    }

    private void Emit(FusionGroup group)
    {
        var root = group.Root;
        if (group.Device is DeviceKernel kernel)
        {
            _specs.Add(kernel.Emit(this, group));
            return;
        }
        if (group.IsElementwise)
        {
            EmitElementwise(group);
            return;
        }
        switch (root.Op)
        {
            case Reduce reduce:
                EmitReduce(reduce, group);
                break;
            case MatMul product:
                EmitProduct(product, root, null, [Matrices(Home(root))], [], root);
                break;
            case Convolution convolution:
                EmitConvolution(convolution, root, null, [root]);
                break;
            case ConvolutionKernelGradient gradient:
                var (images, gradients) = (Images(root.Inputs[0]), Images(root.Inputs[1]));
                var window = WindowShape.Of(gradient.Window, root.Inputs[0].Shape);
                if (window.IsPointwise && WindowShape.OneRow(images) is { } pixels && WindowShape.OneRow(gradients) is { } row)
                {
                    if (gradient.Groups == 1)
                    {
                        // One tap: the images' pixels, transposed, times the gradient's.
                        static BufferView Matrix(BufferView row) =>
                            row with { Lengths = [1, .. row.Lengths.AsSpan()[3..]], Strides = [0, .. row.Strides.AsSpan()[3..]] };
                        _specs.Add(new MatMulSpec(
                            1, window.Channels, root.Shape[^1], window.Pixels, null,
                            [Matrix(pixels).Transpose([0, 2, 1]), Matrix(row)], [Matrices(Home(root))]));
                        break;
                    }
                    (window, images, gradients) = (window.InOneRow, pixels, row);
                }
                _specs.Add(new ConvolutionKernelGradientSpec(window, root.Shape[^1], gradient.Groups, [images, gradients], [Home(root)]));
                break;
            case Pool pool:
                _specs.Add(new PoolSpec(pool.Kind, WindowShape.Of(pool.Window, root.Inputs[0].Shape), [Contiguous(root.Inputs[0])],
                    [Home(root)]));
                break;
            case PoolGradient pool:
                _specs.Add(new PoolGradientSpec(pool.Kind, WindowShape.Of(pool.Window, root.Shape), [.. root.Inputs.Select(Contiguous)],
                    [Home(root)]));
                break;
            case PoolChoice pool:
                _specs.Add(new PoolChoiceSpec(WindowShape.Of(pool.Window, root.Inputs[0].Shape), [.. root.Inputs.Select(Contiguous)],
                    [Home(root)]));
                break;
            case Softmax softmax:
                var columns = root.Shape[^1];
                _specs.Add(new RowSoftmaxSpec(
                    softmax.Logarithm, softmax.Scale, root.Size / columns, columns, [Contiguous(root.Inputs[0])], [Home(root)]));
                break;
            case ArgReduce arg:
                var (outer, length, inner) = Split(root.Inputs[0].Shape, arg.Axis);
                _specs.Add(new ArgReduceSpec(arg.Largest, outer, length, inner, [Contiguous(root.Inputs[0])], [Home(root)]));
                break;
            case Cumulative cumulative:
                (outer, length, inner) = Split(root.Shape, cumulative.Axis);
                _specs.Add(new CumulativeSpec(
                    cumulative.Kind, cumulative.Exclusive, cumulative.Reverse, outer, length, inner, [Contiguous(root.Inputs[0])],
                    [Home(root)]));
                break;
            case ArgSort sort:
                (outer, length, inner) = Split(root.Shape, sort.Axis);
                _specs.Add(new ArgSortSpec(sort.Descending, outer, length, inner, [Contiguous(root.Inputs[0])], [Home(root)]));
                break;
            case Gather gather:
                (outer, length, inner) = Split(root.Inputs[0].Shape, gather.Axis);
                _specs.Add(new GatherSpec(
                    outer, length, inner, root.Inputs[1].Size, [Contiguous(root.Inputs[0]), Contiguous(root.Inputs[1])], [Home(root)])
                {
                    Fault = gather.Fault,
                });
                break;
            case ScatterAdd scatter:
                (outer, length, inner) = Split(root.Shape, scatter.Axis);
                var before = ViewOf(root.Inputs[0]); // one number, repeated, needs no copy
                _specs.Add(new ScatterAddSpec(
                    outer, length, inner, root.Inputs[1].Size,
                    [before.Strides.All(stride => stride == 0) ? before : Contiguous(before), Contiguous(root.Inputs[1]),
                        Contiguous(root.Inputs[2])], [Home(root)]));
                break;
            case Graph.Ops.Random random:
                _specs.Add(new RandomSpec(random.Kind, random.Stream, [Contiguous(root.Inputs[0])], [Home(root)]));
                break;
            case HostFunction function:
                _specs.Add(new HostFunctionSpec(
                    function, [.. root.Inputs.Select(input => input.Shape)], [.. root.Inputs.Select(Contiguous)], [Home(root)]));
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

    private void EmitElementwise(FusionGroup group)
    {
        var results = group.Stored.ToArray();
        if (group.Product is { Op: Convolution convolution })
        {
            EmitConvolution(convolution, group.Product, group, results);
            return;
        }
        if (group.Product is { } product)
        {
            EmitProduct((MatMul)product.Op, product, group, [.. results.Select(result => Matrices(Home(result)))], results, group.Root);
            return;
        }
        var builder = new ProgramBuilder(ViewOf);
        foreach (var member in group.Members.Reverse())
            builder.Add(member);
        var program = builder.Build(results);
        _specs.Add(new ElementwiseSpec(program, builder.Operands, [.. results.Select(Home)]));
    }

    private void EmitProduct(MatMul op, Tensor product, FusionGroup? group, ImmutableArray<BufferView> writes, Tensor[] results,
        Tensor root)
    {
        var (a, b) = (Matrices(ViewOf(product.Inputs[0])), Matrices(ViewOf(product.Inputs[1])));
        if (op.TransposeA)
            a = a.Transpose([0, 2, 1]);
        if (op.TransposeB)
            b = b.Transpose([0, 2, 1]);
        var (batch, rows, depth, columns) = (a.Lengths[0], a.Lengths[1], a.Lengths[2], b.Lengths[2]);
        ElementwiseProgram? epilogue = null;
        ImmutableArray<BufferView> operands = [];
        if (group is not null)
        {
            var builder = new ProgramBuilder(node => Matrices(ViewOf(node)));
            var tile = new BufferView(new BufferSlot(product.Type, "product"), 0, [batch, rows, columns], [rows * columns, columns, 1]);
            builder.Produce(product, tile);
            foreach (var member in group.Members.Reverse())
                builder.Add(member);
            epilogue = builder.Build(results);
            operands = builder.Operands[1..];
        }
        _specs.Add(new MatMulSpec(batch, rows, columns, depth, epilogue, [a, b, .. operands], writes));
    }

    private void EmitConvolution(Convolution op, Tensor product, FusionGroup? group, Tensor[] results)
    {
        var filters = product.Shape[^1];
        // Positions of all images as rows, [group, rows, filters of the group].
        BufferView Rows(BufferView view)
        {
            var shape = new Shape(product.Size / Math.Max(1, filters), op.Groups, filters / op.Groups);
            return (view.Reshape(shape) ?? Contiguous(view).Reshape(shape)!).Transpose([1, 0, 2]);
        }
        ElementwiseProgram? epilogue = null;
        ImmutableArray<BufferView> operands = [];
        if (group is not null)
        {
            var builder = new ProgramBuilder(node => Rows(ViewOf(node)));
            builder.Produce(product, Rows(BufferView.Whole(new BufferSlot(product.Type, "product"))));
            foreach (var member in group.Members.Reverse())
                builder.Add(member);
            epilogue = builder.Build(results);
            operands = builder.Operands[1..];
        }
        var (window, images) = (WindowShape.Of(op.Window, product.Inputs[0].Shape), Images(product.Inputs[0]));
        var kernel = product.Inputs[1].DType == DType.Int8 ? Contiguous(product.Inputs[1]) : ViewOf(product.Inputs[1]);
        if (window.IsPointwise && WindowShape.OneRow(images) is { } row)
            (window, images) = (window.InOneRow, row);
        _specs.Add(new ConvolutionSpec(
            window, filters, op.Groups, epilogue,
            [images, WindowShape.Kernel(kernel), .. operands], [.. results.Select(result => Rows(Home(result)))]));
    }

    /// <summary>Images [batch, 3 spatial axes, channels] whose channels are contiguous.</summary>
    public BufferView Images(Tensor node)
    {
        var view = ViewOf(node);
        return WindowShape.Images(view.Strides[^1] == 1 || view.Lengths[^1] == 1 ? view : Contiguous(view));
    }

    /// <summary>Where a node's values are stored.</summary>
    public BufferView Home(Tensor node)
    {
        if (!_views.TryGetValue(node, out var view))
            _views[node] = view = BufferView.Whole(_placed.GetValueOrDefault(node) ?? new BufferSlot(node.Type, node.Op.Name));
        return view;
    }

    /// <summary>Where a node is read.</summary>
    public BufferView ViewOf(Tensor node)
    {
        if (_views.TryGetValue(node, out var view))
            return view;
        view = node switch
        {
            { Known: { } known } => BufferView.Whole(new BufferSlot(node.Type, "constant") { Constant = SharedConstants.Of(known) }),
            { Op: VariableRead read } => BufferView.Whole(SlotOf(read.Variable)),
            { Op: Reshape reshape } => ViewOf(node.Inputs[0]).Reshape(reshape.Shape) ?? Contiguous(node.Inputs[0]).Reshape(reshape.Shape)!,
            { Op: Transpose transpose } => ViewOf(node.Inputs[0]).Transpose(transpose.Order),
            { Op: Broadcast broadcast } => ViewOf(node.Inputs[0]).Broadcast(broadcast.Shape),
            { Op: Slicing slice } => ViewOf(node.Inputs[0]).Slice(slice.Starts, slice.Lengths, slice.Steps),
            _ => throw new InvalidOperationException($"{node.Op.Name} {node.Type} is read before it is computed."),
        };
        return _views[node] = view;
    }

    private BufferSlot SlotOf(Variable variable)
    {
        if (!_variables.TryGetValue(variable, out var slot))
            _variables[variable] = slot = new BufferSlot(variable.Type, variable.Name) { Variable = variable };
        return slot;
    }

    /// <summary>A view of a node for a kernel that needs contiguous elements; a copy where they are not.</summary>
    public BufferView Contiguous(Tensor node) => Contiguous(ViewOf(node));

    private BufferView Contiguous(BufferView view)
    {
        if (view.IsContiguous)
            return view;
        var copy = BufferView.Whole(new BufferSlot(new TensorType(new Shape(view.Lengths.AsSpan()), view.DType), "copy"));
        Copy(view, copy);
        return copy;
    }

    // The view as [batch, rows, columns]; rows and columns may have any stride.
    private BufferView Matrices(BufferView view)
    {
        var lengths = view.Lengths;
        var batch = 1;
        for (var i = 0; i < lengths.Length - 2; i++)
            batch *= lengths[i];
        var shape = new Shape(batch, lengths[^2], lengths[^1]);
        return view.Reshape(shape) ?? Contiguous(view).Reshape(shape)!;
    }

    private void Copy(BufferView from, BufferView to) =>
        _specs.Add(new ElementwiseSpec(new ElementwiseProgram([new LoadInstruction(0, from.DType)], [0]), [from], [to]));

    private static (int Outer, int Length, int Inner) Split(Shape shape, int axis) =>
        (new Shape(shape.AsSpan()[..axis]).Size, shape[axis], new Shape(shape.AsSpan()[(axis + 1)..]).Size);
}
