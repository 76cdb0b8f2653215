namespace Cornea.Freezing;

internal sealed partial class FrozenOperations
{
    private static readonly Dictionary<string, string> Functions = new()
    {
        ["Negate"] = "Negate",
        ["Abs"] = "Abs",
        ["Sign"] = "Sign",
        ["Not"] = "Not",
        ["Exp"] = "Exponential",
        ["Expm1"] = "Expm1",
        ["Log"] = "Log",
        ["Log1p"] = "Log1p",
        ["Sqrt"] = "Sqrt",
        ["Rsqrt"] = "Rsqrt",
        ["Sin"] = "Sin",
        ["Cos"] = "Cos",
        ["Tan"] = "Tan",
        ["Asin"] = "Asin",
        ["Acos"] = "Acos",
        ["Atan"] = "Atan",
        ["Sinh"] = "Sinh",
        ["Cosh"] = "Cosh",
        ["Asinh"] = "Asinh",
        ["Acosh"] = "Acosh",
        ["Atanh"] = "Atanh",
        ["Tanh"] = "Tanh",
        ["Sigmoid"] = "Sigmoid",
        ["Erf"] = "ErrorFunction",
        ["Floor"] = "Floor",
        ["Ceiling"] = "Ceiling",
        ["Round"] = "Round",
        ["IsNaN"] = "IsNaN",
        ["IsInfinite"] = "IsInfinite",
    };

    private static readonly HashSet<string> Pairs = ["Add", "Subtract", "Multiply", "Divide", "Power", "Maximum", "Minimum", "Remainder",
        "FloorDivide", "Atan2", "Equal", "NotEqual", "Less", "LessEqual", "And", "Or", "Xor"];

    private static readonly HashSet<string> Symmetric = ["Add", "Multiply", "Maximum", "Minimum", "Equal", "NotEqual", "And", "Or", "Xor"];

    // The call of an operation, and what it makes.
    private FrozenValue Operation(TensorNode node)
    {
        var shape = node.Value.Shape;
        int Argument(string name) => node.Arguments[name][0];
        FrozenValue In(int index) => Operand(node.Inputs[index]);
        if (Functions.TryGetValue(node.Operation, out var function))
            return Then(Changed(node.Inputs[0], shape), function);
        if (Pairs.Contains(node.Operation))
            return Pair(node);
        switch (node.Operation)
        {
            case "StopGradient" or "CustomGradient" or "Reshape":
                return In(0).As(shape);
            case "Cast":
                return Cast(node);
            case "Select":
                var y = New(node.Value);
                _code.Call("Select", [.. node.Inputs.Select(Operand), y]);
                return y;
            case "Transpose":
                var strides = node.Inputs[0].Shape.Strides();
                return Strided(In(0), 0, shape, node.Arguments["order"].Select(axis => strides[axis]));
            case "Broadcast":
                return Broadcast(In(0), shape);
            case "Slicing":
                var steps = node.Inputs[0].Shape.Strides();
                return Strided(In(0), node.Arguments["starts"].Select((start, axis) => start * steps[axis]).Sum(), shape,
                    node.Arguments["steps"].Select((step, axis) => step * steps[axis]));
            case "Pad":
                return Pad(node);
            case "Concat":
                return Concatenated(node, Argument("axis"));
            case "Gather":
                return Gathered(node, Argument("axis"));
            case "ScatterAdd":
                return Then(Changed(node.Inputs[0], shape), "ScatterAdd", In(1), In(2), shape[Argument("axis")],
                    shape[(Argument("axis") + 1)..].Size);
            case "MatMul":
                return Product(node);
            case "ReduceSum" or "ReduceProduct" or "ReduceMaximum" or "ReduceMinimum":
                return Reduced(node);
            case "ArgMax" or "ArgMin":
                var least = New(node.Value);
                _code.Call(node.Operation, In(0), least, node.Inputs[0].Shape[Argument("axis")],
                    node.Inputs[0].Shape[(Argument("axis") + 1)..].Size);
                return least;
            case "CumulativeSum" or "CumulativeProduct":
                return Then(Changed(node.Inputs[0], shape), node.Operation, shape[Argument("axis")], shape[(Argument("axis") + 1)..].Size,
                    Argument("exclusive") == 1, Argument("reverse") == 1);
            case "ArgSort":
                var order = New(node.Value);
                _code.Call("ArgSort", In(0), order, shape[Argument("axis")], shape[(Argument("axis") + 1)..].Size,
                    Argument("descending") == 1);
                return order;
            case "Softmax" or "LogSoftmax":
                return node.Number == 1 ? Then(Changed(node.Inputs[0], shape), node.Operation, shape[^1])
                    : Then(Changed(node.Inputs[0], shape), node.Operation, shape[^1], (float)node.Number);
            case "MaximumPool" or "AveragePool":
                return Pooled(node);
            case "Convolution":
                return Convolved(node);
            case "ConvolutionInputGradient":
                return Spread(node);
            default:
                throw new NotSupportedException($"there is no code for its operation {node.Operation}");
        }
    }

    private FrozenValue Pair(TensorNode node)
    {
        if (node.Operation is "And" or "Or" or "Xor" && node.Inputs[0].DType != DType.Bool)
            throw new NotSupportedException($"there is no code for the bits of its operation {node.Operation}");
        var shape = node.Value.Shape;
        var (a, b) = (node.Inputs[0], node.Inputs[1]);
        if (a.Shape.Size < shape.Size && b.Shape.Size == shape.Size && Symmetric.Contains(node.Operation))
            (a, b) = (b, a);
        var right = Operand(b);
        if (a.Shape.Size == shape.Size)
            return Then(ReferenceEquals(a, b) ? Copied(Operand(a), shape) : Changed(a, shape), node.Operation, right);
        var left = Operand(a);
        return Then(Broadcast(left, shape), node.Operation, right);
    }

    private FrozenValue Copied(FrozenValue value, Shape shape)
    {
        var y = _code.Take(shape);
        _code.Call("Copy", value, y);
        return y;
    }

    private FrozenValue Broadcast(FrozenValue x, Shape shape)
    {
        var (strides, added) = (x.Shape.Strides(), shape.Rank - x.Shape.Rank);
        return Strided(x, 0, shape, shape.Select((length, axis) => axis < added || x.Shape[axis - added] != length ? 0
            : strides[axis - added]));
    }

    private FrozenValue Cast(TensorNode node)
    {
        var (from, to, shape) = (node.Inputs[0].DType, node.Value.DType, node.Value.Shape);
        if (to == DType.Bool && from != DType.Bool)
            return Then(Changed(node.Inputs[0], shape), "Truth");
        if (to is not (DType.Bool or DType.Float32 or DType.Float64 or DType.Int32 or DType.Int64))
            throw new NotSupportedException($"there is no code for {to.Name()}");
        return from.IsFloat() && !to.IsFloat() ? Then(Changed(node.Inputs[0], shape), "Truncate") : Operand(node.Inputs[0]).As(shape);
    }

    private FrozenValue Pad(TensorNode node)
    {
        var (x, shape) = (node.Inputs[0].Shape, node.Value.Shape);
        var (low, high, between) = (node.Arguments["low"], node.Arguments["high"], node.Arguments["interior"]);
        var isCut = low.Concat(high).Any(count => count < 0);
        if (isCut && between.Any(count => count > 0))
            throw new NotSupportedException("there is no code for a cut between elements");
        FrozenValue Filled(FrozenValue from)
        {
            var (y, strides) = (_code.Take(shape), shape.Strides());
            _code.Call("Fill", y, (float)node.Number);
            _code.Call("Spread", from, y, low.Select((count, axis) => Math.Max(0, count) * strides[axis]).Sum(),
                List(from.Shape.Rank == 0 ? [1] : from.Shape),
                List(from.Shape.Rank == 0 ? [0] : strides.Select((stride, axis) => stride * (between[axis] + 1))));
            return y;
        }
        if (!isCut)
            return Filled(Operand(node.Inputs[0]));
        var steps = x.Strides();
        Shape rest = [.. x.Select((length, axis) => length + Math.Min(0, low[axis]) + Math.Min(0, high[axis]))];
        var cut = Strided(Operand(node.Inputs[0]), low.Select((count, axis) => Math.Max(0, -count) * steps[axis]).Sum(), rest, steps);
        return Once(cut, Filled);
    }

    private FrozenValue Concatenated(TensorNode node, int axis)
    {
        var (y, start) = (New(node.Value), 0);
        var (inner, outer) = (y.Shape[(axis + 1)..].Size, y.Shape[..axis].Size);
        foreach (var input in node.Inputs)
        {
            var block = input.Shape[axis] * inner;
            _code.Call("CopyBlocks", Operand(input), 0, block, y, start, y.Shape[axis] * inner, block, outer);
            start += block;
        }
        return y;
    }

    private FrozenValue Gathered(TensorNode node, int axis)
    {
        var (y, x) = (New(node.Value), node.Inputs[0].Shape);
        _code.Call("Gather", Operand(node.Inputs[0]), Operand(node.Inputs[1]), y, x[axis], x[(axis + 1)..].Size);
        return y;
    }

    private FrozenValue Product(TensorNode node)
    {
        FrozenValue Turned(int side)
        {
            var tensor = node.Inputs[side];
            if (node.Arguments["transpose"][side] == 0)
                return Operand(tensor);
            int[] order = [.. Enumerable.Range(0, tensor.Rank - 2), tensor.Rank - 1, tensor.Rank - 2];
            if (Known(tensor) is { } known)
                return new FrozenValue(known.Shape, _code.Weight(Numbers(known.Transpose(order))));
            var strides = tensor.Shape.Strides();
            return Strided(Operand(tensor), 0, [.. order.Select(axis => tensor.Shape[axis])], order.Select(axis => strides[axis]));
        }
        var isNew = node.Arguments["transpose"].Select((flag, side) => flag == 1 && Known(node.Inputs[side]) is null).ToArray();
        FrozenValue[] factors = [Turned(0), Turned(1)];
        var y = New(node.Value);
        var inner = node.Arguments["transpose"][0] == 1 ? node.Inputs[0].Shape[^2] : node.Inputs[0].Shape[^1];
        _code.Call("MatrixProduct", factors[0], factors[1], y, y.Shape[^2], inner, y.Shape[^1]);
        foreach (var (factor, own) in factors.Zip(isNew).Where(pair => pair.Second))
        {
            factor.Root.Uses++;
            _code.Release(factor);
        }
        return y;
    }

    private FrozenValue Reduced(TensorNode node)
    {
        var (x, axes) = (node.Inputs[0].Shape, node.Arguments["axes"].Order().ToArray());
        if (axes.Length == 0)
            return Operand(node.Inputs[0]).As(node.Value.Shape);
        FrozenValue Along(FrozenValue from, int n, int inner)
        {
            var y = New(node.Value);
            _code.Call(node.Operation, from, y, n, inner);
            return y;
        }
        if (axes[^1] - axes[0] == axes.Length - 1)
            return Along(Operand(node.Inputs[0]), x[axes[0]..(axes[^1] + 1)].Size, x[(axes[^1] + 1)..].Size);
        int[] order = [.. Enumerable.Range(0, x.Rank).Except(axes), .. axes];
        var strides = x.Strides();
        var turned = Strided(Operand(node.Inputs[0]), 0, [.. order.Select(axis => x[axis])], order.Select(axis => strides[axis]));
        return Once(turned, from => Along(from, axes.Aggregate(1, (size, axis) => size * x[axis]), 1));
    }

    // One axis after the other: the largest of the largest, the mean of the means.
    private FrozenValue Pooled(TensorNode node)
    {
        if (node.Arguments["dilations"].Any(dilation => dilation != 1))
            throw new NotSupportedException("there is no code for pooling with gaps");
        var (x, shape) = (Operand(node.Inputs[0]), node.Inputs[0].Shape);
        var isFirst = true;
        for (var axis = 1; axis <= shape.Rank - 2; axis++)
        {
            var (size, stride, low) =
                (node.Arguments["size"][axis - 1], node.Arguments["strides"][axis - 1], node.Arguments["low"][axis - 1]);
            var (outer, inner, length) = (shape[..axis].Size, shape[(axis + 1)..].Size, node.Value.Shape[axis]);
            var y = _code.Take(shape.With(axis, length));
            _code.Call("Pool", x, y, node.Operation == "MaximumPool", outer, shape[axis], inner, 1, size, 1, stride, 0, low, outer, length);
            if (!isFirst)
            {
                x.Uses++;
                _code.Release(x);
            }
            (x, shape, isFirst) = (y, y.Shape, false);
        }
        return x;
    }

    private FrozenValue Convolved(TensorNode node)
    {
        var (kernel, groups) = (Kernel(node), node.Arguments["groups"][0]);
        var (filters, spatial) = (kernel.Shape[^1], kernel.Rank - 2);
        var y = New(node.Value);
        // The columns of a group stand together.
        var grouped = kernel.Reshape(-1, kernel.Shape[^2], groups, filters / groups).Transpose(2, 0, 1, 3);
        _code.Call("WindowProduct", Operand(node.Inputs[0]), _code.Weight(grouped), y, groups, filters,
            List(node.Inputs[0].Shape[1..]), List(node.Value.Shape[1..(1 + spatial)]), Axes(node, "size"), Axes(node, "strides"),
            Axes(node, "dilations"), Axes(node, "low"), false);
        return y;
    }

    private FrozenValue Spread(TensorNode node)
    {
        var (kernel, groups) = (Kernel(node), node.Arguments["groups"][0]);
        if (groups != 1)
            throw new NotSupportedException("there is no code for a transposed convolution in groups");
        var (y, spatial) = (New(node.Value), kernel.Rank - 2);
        var turned = kernel.Reshape(-1, kernel.Shape[^2], kernel.Shape[^1]).Transpose(0, 2, 1);
        _code.Call("WindowProduct", Operand(node.Inputs[0]), _code.Weight(turned), y, 1, kernel.Shape[^2],
            List(node.Inputs[0].Shape[1..]), List(node.Value.Shape[1..(1 + spatial)]), Axes(node, "size"), Axes(node, "strides"),
            Axes(node, "dilations"), Axes(node, "low"), true);
        return y;
    }

    private static string Axes(TensorNode node, string name) => List(node.Arguments[name]);

    private Tensor Kernel(TensorNode node) => Known(node.Inputs[1])
        ?? throw new NotSupportedException("there is no code for a convolution whose kernel is computed");
}
