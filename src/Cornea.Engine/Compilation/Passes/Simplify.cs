using System.Collections.Immutable;
using Cornea.Graph;
using Cornea.Graph.Evaluation;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Passes;

/// <summary>
/// A graph made smaller without changing what it computes: known values become constants, equal nodes become one, algebra
/// and layout ops cancel, gathers move below elementwise ops, transposes go into matrix products, input gradients of convolutions
/// become convolutions, zeros around images become padding of windows, bytes of few channels are convolved in float32, sums take out
/// what is the same for all they sum. Nodes that nothing uses are simply not reached any more.
/// </summary>
internal static class Simplify
{
    public static Tensor[] Run(IReadOnlyList<Tensor> outputs)
    {
        var simple = Pass(outputs, null);
        // Which sums become simpler depends on who else uses what they sum, so that is asked of the simple graph.
        var order = GraphOrder.Of(simple, stopAtKnown: true);
        var users = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        foreach (var used in order.SelectMany(node => node.Inputs).Concat(simple))
            users[used] = users.GetValueOrDefault(used) + 1;
        return order.Any(node => SimplerSum.Pays(node, users)) ? Pass(simple, users) : simple;
    }

    private static Tensor[] Pass(IReadOnlyList<Tensor> outputs, Dictionary<Tensor, int>? users)
    {
        var rewritten = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        var canonical = new Dictionary<Node, Tensor>();
        foreach (var node in GraphOrder.Of(outputs, stopAtKnown: true))
        {
            rewritten[node] = node.Known is { } known
                ? Unique(canonical, new Tensor(known))
                : users is not null && SimplerSum.Pays(node, users)
                ? SimplerSum.Of(new Tensor(node.Op, [.. node.Inputs.Select(input => rewritten[input])]),
                    (op, inputs) => Rewrite(canonical, op, [.. inputs]))
                : PaddedWindow.Cropped(node, rewritten, (op, inputs) => Rewrite(canonical, op, [.. inputs]))
                ?? Rewrite(canonical, node.Op, [.. node.Inputs.Select(input => rewritten[input])], node);
        }
        return [.. outputs.Select(output => rewritten[output])];
    }

    // A rule may build nodes that other rules apply to, so what it builds is rewritten again; each rule moves towards leaves or
    // removes a node, so this ends.
    private static Tensor Rewrite(Dictionary<Node, Tensor> canonical, Op op, ImmutableArray<Tensor> inputs, Tensor? original = null)
    {
        Tensor Make(Op made, params ReadOnlySpan<Tensor> from) => Rewrite(canonical, made, [.. from]);
        if (Folded(op, inputs) is { } constant)
            return Unique(canonical, constant);
        switch (op)
        {
            case Unary { Kind: UnaryKind.StopGradient }:
                return inputs[0];
            case Unary { Kind: UnaryKind.Negate } when inputs[0].Op is Unary { Kind: UnaryKind.Negate }:
            case Unary { Kind: UnaryKind.Not } when inputs[0].Op is Unary { Kind: UnaryKind.Not }:
                return inputs[0].Inputs[0];
            case Cast cast when cast.To == inputs[0].DType:
                return inputs[0];
            case Cast cast when ExactCast.Of(cast, inputs[0]) is { } same:
                return same;
            case Cast { To: DType.Float32 } when FewChannelBytes.Of(inputs[0], Make) is { } exact:
                return exact;
            case Binary { Kind: BinaryKind.Add } when IsScalar(inputs[0], 0):
                return inputs[1];
            case Binary { Kind: BinaryKind.Add or BinaryKind.Subtract } when IsScalar(inputs[1], 0):
            case Binary { Kind: BinaryKind.Multiply or BinaryKind.Divide } when IsScalar(inputs[1], 1):
                return inputs[0];
            case Binary { Kind: BinaryKind.Add } when PaddedSum.Parts(inputs[0], inputs[1]) is var (axis, parts):
                return Make(new Concat(axis),
                    [.. parts.Select(part => part.Values ?? Make(new Broadcast(part.Shape), Unique(canonical, Zero(part.DType))))]);
            case Binary { Kind: BinaryKind.Multiply } when IsScalar(inputs[0], 1):
                return inputs[1];
            case Binary { Kind: BinaryKind.Multiply } when IsScalar(inputs[1], -1):
                return Make(new Unary(UnaryKind.Negate), inputs[0]);
            case Binary { Kind: BinaryKind.Multiply } when IsScalar(inputs[0], -1):
                return Make(new Unary(UnaryKind.Negate), inputs[1]);
            case Binary { Kind: BinaryKind.Power } when IsScalar(inputs[1], 1):
                return inputs[0];
            case Binary { Kind: BinaryKind.Power } when IsScalar(inputs[1], 2):
                return Make(new Binary(BinaryKind.Multiply), inputs[0], inputs[0]);
            case Binary { Kind: BinaryKind.Power } when IsScalar(inputs[1], 0.5) && inputs[0].DType.IsFloat():
                return Make(new Unary(UnaryKind.Sqrt), inputs[0]);
            case Select when ReferenceEquals(inputs[1], inputs[2]):
                return inputs[1];
            case Select when IsScalar(inputs[2], 0) && inputs[1].Op is PoolGradient { Kind: PoolKind.Maximum } pooled
                && inputs[0].Op is Binary { Kind: BinaryKind.Less } && ReferenceEquals(inputs[0].Inputs[1], inputs[1].Inputs[0])
                && ScalarValue.Of(inputs[0].Inputs[0]) is { } bound:
                // Only largest elements have a gradient, so ReLU's question can be asked of them alone, before it is spread.
                var largest = Make(new Pool(PoolKind.Maximum, pooled.Window), inputs[1].Inputs[0]);
                var kept = ExactCast.Short(inputs[1].Inputs[0]) is { } narrow
                    ? Make(new Cast(DType.Float32), Make(new Cast(narrow), largest)) : largest;
                var passed = Make(new Binary(BinaryKind.Less), Make(new Broadcast(largest.Shape), bound), kept);
                var zeros = Make(new Broadcast(largest.Shape), ScalarValue.Of(inputs[2])!);
                return Make(pooled, inputs[1].Inputs[0], Make(new Select(), passed, inputs[1].Inputs[1], zeros));
            case Reshape reshape when reshape.Shape == inputs[0].Shape:
            case Broadcast broadcast when broadcast.Shape == inputs[0].Shape:
                return inputs[0];
            case Reshape when inputs[0].Op is Reshape:
            case Broadcast when inputs[0].Op is Broadcast:
                return Make(op, inputs[0].Inputs[0]);
            case Reshape reshape when inputs[0].Op is Broadcast && inputs[0].Inputs[0].Size == 1:
                return Make(new Broadcast(reshape.Shape), Make(new Reshape(Shape.Scalar), inputs[0].Inputs[0]));
            case Transpose transpose when inputs[0].Op is Transpose inner:
                ImmutableArray<int> order = [.. transpose.Order.Select(axis => inner.Order[axis])];
                return order.SequenceEqual(Enumerable.Range(0, order.Length)) ? inputs[0].Inputs[0]
                    : Make(new Transpose(order), inputs[0].Inputs[0]);
            case Transpose transpose when inputs[0].Op is Gather { Axis: 0 } gather
                && Moved(transpose.Order, inputs[0].Inputs[1].Rank) is { } moved:
                // The indices are what is moved, not the rows.
                return Make(gather, inputs[0].Inputs[0], Make(new Transpose(moved), inputs[0].Inputs[1]));
            case MatMul product when SwapsMatrix(inputs[0]):
                return Make(product with { TransposeA = !product.TransposeA }, inputs[0].Inputs[0], inputs[1]);
            case MatMul product when SwapsMatrix(inputs[1]):
                return Make(product with { TransposeB = !product.TransposeB }, inputs[0], inputs[1].Inputs[0]);
            case Convolution or ConvolutionKernelGradient or Pool when PaddedWindow.Of(op, inputs, Make) is { } plain:
                return plain;
            case ConvolutionInputGradient gradient:
                return MirroredConvolution.Of(gradient, inputs[0], inputs[1], Make);
            case Reduce { Kind: ReduceKind.Sum } reduce when inputs[0].Op is PoolGradient pooled && TakesAll(reduce, pooled):
                // Each position's gradient goes to elements of its own image and channel, whole: their sum is that of the positions.
                return Make(reduce, inputs[0].Inputs[^1]);
            case Reduce reduce when Gap(reduce.Axes) is var gap and > 0:
                // Kernels reduce adjacent axes: the later group first, unless it is so short that the earlier one leaves less to reduce.
                return IsShort(reduce.Axes[gap..], reduce.Axes[..gap], inputs[0].Shape)
                    ? Make(reduce with { Axes = [.. reduce.Axes[gap..].Select(axis => axis - gap)] },
                        Make(reduce with { Axes = reduce.Axes[..gap] }, inputs[0]))
                    : Make(reduce with { Axes = reduce.Axes[..gap] }, Make(reduce with { Axes = reduce.Axes[gap..] }, inputs[0]));
            case Gather { Axis: 0 } gather when Lowered(gather, inputs[0], inputs[1], Make) is { } lowered:
                return lowered;
            default:
                return Unique(canonical, original is not null && Same(original.Inputs, inputs)
                    ? original
                    : new Tensor(op, inputs));
        }
    }

    // A lazily computed data set is larger than the batch gathered from it: gather from what it is computed from instead.
    private static Tensor? Lowered(Gather gather, Tensor source, Tensor indices, Maker make)
    {
        if (source is { Op: Cast, Rank: > 0 } && source.DType.IsShortFloat() && indices.Size < source.Shape[0])
            return make(source.Op, make(gather, source.Inputs[0], indices));
        if (source.Rank == 0 || indices.Size >= source.Shape[0] || indices.Rank != 1)
            return null;
        switch (source.Op)
        {
            case Unary or Binary or Select or Cast:
                var inputs = source.Inputs.Select(input => make(gather, input, indices)).ToArray();
                return make(source.Op, inputs);
            case Broadcast broadcast when source.Inputs[0].Rank < source.Rank || source.Inputs[0].Shape[0] == 1:
                // Every row is the same.
                return make(new Broadcast(broadcast.Shape.With(0, indices.Size)), source.Inputs[0]);
            case Broadcast broadcast when source.Inputs[0].Shape[0] == source.Shape[0]:
                return make(new Broadcast(broadcast.Shape.With(0, indices.Size)), make(gather, source.Inputs[0], indices));
            case Reshape reshape when source.Inputs[0].Rank > 0 && source.Inputs[0].Shape[0] == source.Shape[0]:
                return make(new Reshape(reshape.Shape.With(0, indices.Size)), make(gather, source.Inputs[0], indices));
            case Slicing slice when slice.Steps[0] == 1 && slice.Starts[0] == 0 && source.Shape[1..] == source.Inputs[0].Shape[1..]:
                return make(gather, source.Inputs[0], indices);
            default:
                return null;
        }
    }

    // Small constants computed from constants; the reference backend says what an op means.
    private static Tensor? Folded(Op op, ImmutableArray<Tensor> inputs)
    {
        if (op is not (Unary or Binary or Select or Cast) || !inputs.All(input => ScalarValue.Of(input) is not null))
            return null;
        var scalars = inputs.Select(input => ScalarValue.Of(input)!).ToArray();
        var node = new Tensor(op, [.. scalars]);
        if (node.DType == DType.Int64 || scalars.Any(scalar => scalar.DType == DType.Int64))
            return null; // the reference computes in double, which does not hold an int64
        var buffer = new HostMemory(node.Type);
        buffer.Set(0, ReferenceEvaluator.Evaluate([node], new Dictionary<Tensor, double[]>())[0][0]);
        return new Tensor(new Broadcast(inputs[0].Shape), [new Tensor(buffer)]) is var spread && inputs[0].Rank == 0 ? spread.Inputs[0]
            : spread;
    }

    private static Tensor Zero(DType dtype) => new(new HostMemory(new TensorType(Shape.Scalar, dtype)));

    private static bool IsScalar(Tensor tensor, double value) => ScalarValue.Of(tensor) is { } scalar && scalar.Known![0] == value
        && (value != 0 || !double.IsNegative(scalar.Known[0]));

    private static bool SwapsMatrix(Tensor tensor)
    {
        if (tensor.Op is not Transpose { Order: var order })
            return false;
        for (var i = 0; i < order.Length - 2; i++)
        {
            if (order[i] != i)
                return false;
        }
        return order[^1] == order.Length - 2;
    }

    // The order of the first axes, or null where others move too.
    private static ImmutableArray<int>? Moved(ImmutableArray<int> order, int first)
    {
        for (var axis = first; axis < order.Length; axis++)
        {
            if (order[axis] != axis)
                return null;
        }
        return order[..first];
    }

    // Sums over all positions, where every window reaches an element.
    private static bool TakesAll(Reduce reduce, PoolGradient pooled) =>
        Enumerable.Range(1, pooled.Input.Rank - 2).All(axis => reduce.Axes.Contains(axis))
        && pooled.Window.Axes.All(axis => axis.Low < axis.Extent && axis.High < axis.Extent);

    // Where the first group of adjacent axes ends, or 0 when there is one group.
    private static int Gap(ImmutableArray<int> axes)
    {
        for (var i = 1; i < axes.Length; i++)
        {
            if (axes[i] != axes[i - 1] + 1)
                return i;
        }
        return 0;
    }

    private static bool IsShort(ImmutableArray<int> axes, ImmutableArray<int> beside, Shape shape)
    {
        const int Short = 64; // elements of a row that are too few for sums along it
        long Count(ImmutableArray<int> of) => of.Aggregate(1L, (count, axis) => count * shape[axis]);
        return Count(axes) < Math.Min(Short, Count(beside));
    }

    private static Tensor Unique(Dictionary<Node, Tensor> canonical, Tensor tensor)
    {
        var key = new Node(tensor.Op, tensor.Inputs);
        if (canonical.TryGetValue(key, out var held))
            return held;
        canonical[key] = tensor;
        return tensor;
    }

    private static bool Same(ImmutableArray<Tensor> a, ImmutableArray<Tensor> b)
    {
        if (a.Length != b.Length)
            return false;
        for (var i = 0; i < a.Length; i++)
        {
            if (!ReferenceEquals(a[i], b[i]))
                return false;
        }
        return true;
    }

    public delegate Tensor Maker(Op op, params ReadOnlySpan<Tensor> inputs);

    private readonly record struct Node(Op Op, ImmutableArray<Tensor> Inputs)
    {
        public bool Equals(Node other) => Op.Equals(other.Op) && Same(Inputs, other.Inputs);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(Op);
            foreach (var input in Inputs)
                hash.Add(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(input));
            return hash.ToHashCode();
        }
    }
}
