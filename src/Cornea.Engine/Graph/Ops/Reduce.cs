using System.Collections.Immutable;
using System.Globalization;

namespace Cornea.Graph.Ops;

internal enum ReduceKind
{
    Sum, Product, Maximum, Minimum,
}

/// <summary>One number from all elements along some axes, which disappear. <see cref="Axes"/> are sorted and not negative.</summary>
internal sealed record Reduce(ReduceKind Kind, ImmutableArray<int> Axes) : Op
{
    public override string Name => "Reduce" + Kind;

    public override string Attributes => $"axes=[{string.Join(",", Axes)}]";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var (shape, dtype) = inputs[0];
        if (Kind is ReduceKind.Sum or ReduceKind.Product && dtype == DType.Bool)
            throw new ShapeException($"{Kind} expects numbers, but received {inputs[0]}. Cast it first: x.Cast(DType.Int32).");
        var kept = new List<int>();
        for (var i = 0; i < shape.Rank; i++)
        {
            if (!Axes.Contains(i))
                kept.Add(shape[i]);
            else if (shape[i] == 0 && Kind is ReduceKind.Maximum or ReduceKind.Minimum)
            {
                throw new ShapeException(
                    $"{Kind} over axis {i} of shape {shape} has no elements to choose from. Use data with at least one.");
            }
        }
        return new TensorType(new Shape([.. kept]), dtype);
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        var x = node.Inputs[0];
        var kept = Kept(x.Shape);
        Tensor Spread(Tensor t) => t.Reshape(kept).BroadcastTo(x.Shape);
        switch (Kind)
        {
            case ReduceKind.Sum:
                return [Spread(outputGradient)];
            case ReduceKind.Product:
                // The product of the others along one flattened axis: exclusive products from both sides, exact at zeros.
                int[] order = [.. Enumerable.Range(0, x.Shape.Rank).Where(i => !Axes.Contains(i)), .. Axes];
                var ordered = x.Transpose(order);
                var rows = ordered.Reshape(node.Shape.Size, -1);
                var others = rows.CumulativeProduct(1, exclusive: true) * rows.CumulativeProduct(1, exclusive: true, reverse: true);
                var inverse = new int[order.Length];
                for (var i = 0; i < order.Length; i++)
                    inverse[order[i]] = i;
                return [Spread(outputGradient) * others.Reshape(ordered.Shape).Transpose(inverse)];
            default:
                // Equal extremes share the gradient evenly.
                var chosen = x.EqualTo(Spread(node)).Cast(x.DType);
                return [Spread(outputGradient / chosen.Sum(Axes.AsSpan())) * chosen];
        }
    }

    public bool Equals(Reduce? other) => other is not null && Kind == other.Kind && Axes.AsSpan().SequenceEqual(other.Axes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Kind, Sequence.Hash(Axes));

    private Shape Kept(Shape shape)
    {
        var dimensions = shape.ToArray();
        foreach (var axis in Axes)
            dimensions[axis] = 1;
        return dimensions;
    }
}

/// <summary>The first index (int32) of the largest or smallest element along an axis, which disappears.</summary>
internal sealed record ArgReduce(bool Largest, int Axis) : Op
{
    public override string Name => Largest ? "ArgMax" : "ArgMin";

    public override string Attributes => $"axis={Axis}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0].Shape[Axis] == 0
        ? throw new ShapeException(
        $"{Name} over axis {Axis} of shape {inputs[0].Shape} has no elements to choose from. Use data with at least one.")
        : new TensorType(inputs[0].Shape.Without(Axis), DType.Int32);
}

/// <summary>Running sums or products along an axis.</summary>
internal sealed record Cumulative(ReduceKind Kind, int Axis, bool Exclusive, bool Reverse) : Op
{
    public override string Name => "Cumulative" + Kind;

    public override string Attributes => $"axis={Axis}{(Exclusive ? " exclusive" : "")}{(Reverse ? " reverse" : "")}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0].DType == DType.Bool
        ? throw new ShapeException($"{Name} expects numbers, but received {inputs[0]}. Cast it first: x.Cast(DType.Int32).")
        : inputs[0];

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        if (Kind == ReduceKind.Sum)
            return [outputGradient.CumulativeSum(Axis, Exclusive, !Reverse)];
        if (Kind != ReduceKind.Product)
            throw new NotSupportedException($"{Name} has no gradient. Use CumulativeSum or CumulativeProduct.");
        // d out[i] / d x[j] = product of the other factors of out[i]; dividing by x[j] is wrong at zeros, so each pair (i, j)
        // takes its product from x with element j set to one.
        var x = node.Inputs[0].MoveAxis(Axis, -1);
        var length = x.Shape[^1];
        var without = Tensor.Where(Tensor.Eye(length, dtype: DType.Bool), 1, x.ExpandDims(-2)); // [..., j, i]
        var products = without.CumulativeProduct(-1, Exclusive, Reverse);
        var included = (Tensor.Arange(length).ExpandDims(1), Tensor.Arange(length).ExpandDims(0));
        var mask = (Exclusive, Reverse) switch
        {
            (false, false) => included.Item1 <= included.Item2,
            (true, false) => included.Item1 < included.Item2,
            (false, true) => included.Item1 >= included.Item2,
            _ => included.Item1 > included.Item2,
        };
        var gradient = outputGradient.MoveAxis(Axis, -1).ExpandDims(-2) * Tensor.Where(mask, products, 0);
        return [gradient.Sum(-1).MoveAxis(-1, Axis)];
    }
}

/// <summary>The indices (int32) that sort an axis; equal elements keep their order.</summary>
internal sealed record ArgSort(int Axis, bool Descending) : Op
{
    public override string Attributes => $"axis={Axis}{(Descending ? " descending" : "")}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { DType = DType.Int32 };
}

/// <summary>Softmax along the last axis of the input times a scale, or its logarithm. A primitive because its gradient is simpler than its
/// parts'; the scale is taken of differences to the largest element, so that the input times the scale may overflow.</summary>
internal sealed record Softmax(bool Logarithm, double Scale = 1) : Op
{
    public override string Name => Logarithm ? "LogSoftmax" : "Softmax";

    public override string Attributes => Scale == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"scale={Scale}");

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs[0].DType.IsFloat() && inputs[0].Shape is { Rank: > 0 } shape && shape[^1] > 0
        ? inputs[0]
        : throw new ShapeException($"{Name} expects a floating type with at least one element on the last axis, but received {inputs[0]}.");

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        var gradient = Logarithm
            ? outputGradient - node.Exp() * outputGradient.Sum(-1, keepDims: true)
            : node * (outputGradient - (outputGradient * node).Sum(-1, keepDims: true));
        return [Scale == 1 ? gradient : gradient * Scale];
    }
}
