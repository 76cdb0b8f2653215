using System.Collections.Immutable;

namespace Cornea.Graph.Ops;

/// <summary>The same elements in the same order under another shape.</summary>
internal sealed record Reshape(Shape Shape) : Op
{
    public override string Attributes => Shape.ToString();

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0].Shape.Size == Shape.Size
        ? inputs[0] with { Shape = Shape }
        : throw new ShapeException(
            $"Reshape cannot make {Shape} ({Shape.Size:N0} elements) of {inputs[0].Shape} ({inputs[0].Shape.Size:N0} elements). " +
            "Choose axis lengths with the same product; one of them may be -1.");

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient) => [outputGradient.Reshape(node.Inputs[0].Shape)];
}

/// <summary>Axes in another order: axis i of the result is axis <c>Order[i]</c> of the input.</summary>
internal sealed record Transpose(ImmutableArray<int> Order) : Op
{
    public override string Attributes => $"[{string.Join(",", Order)}]";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var shape = inputs[0].Shape;
        if (Order.Length != shape.Rank || Order.Distinct().Count() != shape.Rank || Order.Any(axis => axis < 0 || axis >= shape.Rank))
            throw new ShapeException($"Transpose of shape {shape} expects each axis once, but received [{string.Join(", ", Order)}].");
        return inputs[0] with { Shape = new Shape([.. Order.Select(axis => shape[axis])]) };
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        var inverse = new int[Order.Length];
        for (var i = 0; i < inverse.Length; i++)
            inverse[Order[i]] = i;
        return [outputGradient.Transpose(inverse)];
    }

    public bool Equals(Transpose? other) => other is not null && Order.AsSpan().SequenceEqual(other.Order.AsSpan());

    public override int GetHashCode() => Sequence.Hash(Order);
}

/// <summary>Elements repeated along new axes and along axes of length 1, by NumPy's rule.</summary>
internal sealed record Broadcast(Shape Shape) : Op
{
    public override string Attributes => Shape.ToString();

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs[0].Shape.Rank <= Shape.Rank && Shape.Broadcast(inputs[0].Shape, Shape) == Shape
            ? inputs[0] with { Shape = Shape }
            : throw new ShapeException(
                $"Shape {inputs[0].Shape} does not broadcast to {Shape}. Each axis must be equal or 1, counted from the last.");

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        var shape = node.Inputs[0].Shape;
        var added = Shape.Rank - shape.Rank;
        var axes = Enumerable.Range(0, Shape.Rank).Where(i => i < added || (shape[i - added] == 1 && Shape[i] != 1)).ToArray();
        return [outputGradient.Sum(axes).Reshape(shape)];
    }
}

/// <summary>
/// Per axis <c>Lengths</c> elements from <c>Starts</c> in steps of <c>Steps</c>, which may be negative but not zero.
/// </summary>
internal sealed record Slicing(ImmutableArray<int> Starts, ImmutableArray<int> Lengths, ImmutableArray<int> Steps) : Op
{
    public override string Name => "Slice";

    public override string Attributes =>
        string.Join(",", Starts.Select((start, i) => $"{start}+{Lengths[i]}{(Steps[i] == 1 ? "" : $"x{Steps[i]}")}"));

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var shape = inputs[0].Shape;
        for (var i = 0; i < shape.Rank; i++)
        {
            var last = Starts[i] + (long)(Lengths[i] - 1) * Steps[i];
            if (Lengths[i] > 0 && (Starts[i] < 0 || Starts[i] >= shape[i] || last < 0 || last >= shape[i]))
                throw new ShapeException($"Slice of shape {shape} reads elements {Starts[i]} to {last} of axis {i}, which has {shape[i]}.");
        }
        return inputs[0] with { Shape = new Shape(Lengths.AsSpan()) };
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        var shape = node.Inputs[0].Shape;
        var gradient = outputGradient.Reverse([.. Enumerable.Range(0, shape.Rank).Where(i => Steps[i] < 0)]);
        var (low, high, interior) = (new int[shape.Rank], new int[shape.Rank], new int[shape.Rank]);
        for (var i = 0; i < shape.Rank; i++)
        {
            var step = Math.Abs(Steps[i]);
            var span = Lengths[i] == 0 ? 0 : (Lengths[i] - 1) * step + 1;
            low[i] = Lengths[i] == 0 ? 0 : Steps[i] > 0 ? Starts[i] : Starts[i] - (span - 1);
            high[i] = shape[i] - low[i] - span;
            interior[i] = Lengths[i] == 0 ? 0 : step - 1;
        }
        return [gradient.Pad(low, high, interior, 0)];
    }

    public bool Equals(Slicing? other) => other is not null && Starts.AsSpan().SequenceEqual(other.Starts.AsSpan())
        && Lengths.AsSpan().SequenceEqual(other.Lengths.AsSpan()) && Steps.AsSpan().SequenceEqual(other.Steps.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Sequence.Hash(Starts), Sequence.Hash(Lengths), Sequence.Hash(Steps));
}

/// <summary>A value before, after and between the elements of each axis. Low and high may be negative, which crops.</summary>
internal sealed record Pad(ImmutableArray<int> Low, ImmutableArray<int> High, ImmutableArray<int> Interior, double Value) : Op
{
    public override string Attributes =>
        string.Join(",", Low.Select((low, i) => $"{low}_{High[i]}{(Interior[i] == 0 ? "" : $"_{Interior[i]}")}"));

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var shape = inputs[0].Shape;
        var lengths = new int[shape.Rank];
        for (var i = 0; i < lengths.Length; i++)
        {
            var length = (long)Low[i] + High[i] + shape[i] + (long)Interior[i] * Math.Max(0, shape[i] - 1);
            if (length < 0 || length > int.MaxValue)
            {
                throw new ShapeException(
                    $"Padding axis {i} of shape {shape} by {Low[i]} and {High[i]} leaves {length} elements. Use smaller amounts.");
            }
            lengths[i] = (int)length;
        }
        return inputs[0] with { Shape = lengths };
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        var shape = node.Inputs[0].Shape;
        if (Low.Any(low => low < 0) || High.Any(high => high < 0))
        {
            // Where the edge was cropped nothing flows back: pad by the cropped amount, then read as usual.
            var uncropped = outputGradient.Pad([.. Low.Select(low => Math.Max(0, -low))], [.. High.Select(high => Math.Max(0, -high))],
                new int[shape.Rank], 0);
            return [Read(uncropped, shape)];
        }
        return [Read(outputGradient, shape)];
    }

    private Tensor Read(Tensor gradient, Shape shape) => shape.Size == 0
        ? Tensor.Zeros(shape, gradient.DType)
        : new Tensor(
            new Slicing([.. Low.Select(low => Math.Max(0, low))], [.. shape], [.. Interior.Select(interior => interior + 1)]), [gradient]);

    public bool Equals(Pad? other) => other is not null && Value.Equals(other.Value) && Low.AsSpan().SequenceEqual(other.Low.AsSpan())
        && High.AsSpan().SequenceEqual(other.High.AsSpan()) && Interior.AsSpan().SequenceEqual(other.Interior.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Sequence.Hash(Low), Sequence.Hash(High), Sequence.Hash(Interior), Value);
}

/// <summary>Tensors one after the other along an axis.</summary>
internal sealed record Concat(int Axis) : Op
{
    public override string Attributes => $"axis={Axis}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        long length = 0;
        foreach (var input in inputs)
        {
            if (input.DType != inputs[0].DType || input.Shape.Rank != inputs[0].Shape.Rank
                || input.Shape.With(Axis, 0) != inputs[0].Shape.With(Axis, 0))
            {
                throw new ShapeException(
                    $"Concat along axis {Axis} expects equal types and equal lengths of the other axes, but received {inputs[0]} "
                        + $"and {input}.");
            }
            length += input.Shape[Axis];
        }
        return length > int.MaxValue
            ? throw new ShapeException($"Concat along axis {Axis} would have {length:N0} elements there; at most {int.MaxValue:N0} fit.")
            : inputs[0] with { Shape = inputs[0].Shape.With(Axis, (int)length) };
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        var gradients = ImmutableArray.CreateBuilder<Tensor?>();
        var start = 0;
        foreach (var input in node.Inputs)
        {
            gradients.Add(outputGradient.Narrow(Axis, start, input.Shape[Axis]));
            start += input.Shape[Axis];
        }
        return gradients.DrainToImmutable();
    }
}
