namespace Cornea.Onnx;

/// <summary>Several operations of the engine that are one of ONNX's: limits of a value and means.</summary>
internal sealed partial class GraphEmitter
{
    private bool TryPattern(TensorNode node)
    {
        if (!node.Value.DType.IsFloat())
            return false;
        if (Applied(node) is var (example, value))
        {
            string Written(string name) => _graph.Add(example.Operator, [name], example.Attributes);
            if (value.Rank >= 3 && IsTurned(value))
                return Picture(node, Written(Second(value)));
            Take(node.Value, Written(Name(value)));
            return true;
        }
        if (Limits(node) is var (x, low, high))
        {
            string Limited(string name) => high is null && low is 0 ? _graph.Add("Relu", [name])
                : high is null ? _graph.Add("Max", [name, _graph.Number(low!.Value, x.DType)])
                : low is null ? _graph.Add("Min", [name, _graph.Number(high.Value, x.DType)])
                : _graph.Add("Clip", [name, _graph.Number(low.Value, x.DType), _graph.Number(high.Value, x.DType)]);
            if (x.Rank >= 3 && IsTurned(x))
                return Picture(node, Limited(Second(x)));
            Take(node.Value, Limited(Name(x)));
            return true;
        }
        if (Leak(node) is var (leaking, slope))
        {
            string Leaky(string name) => _graph.Add("LeakyRelu", [name], ("alpha", (float)slope));
            if (leaking.Rank >= 3 && IsTurned(leaking))
                return Picture(node, Leaky(Second(leaking)));
            Take(node.Value, Leaky(Name(leaking)));
            return true;
        }
        if (node.Operation == "Add" && Normalized(node) is { } normalized)
            return normalized;
        if (Rows(node) is var (rows, product))
        {
            var matrix = _graph.Add("MatMul", [Name(rows), Name(product.Inputs[1])]);
            Take(node.Value, matrix);
            return true;
        }
        if (Averaged(node) is { } sum)
        {
            var (summed, axes) = (sum.Inputs[0], sum.Arguments["axes"]);
            var keepsAxes = node.Value.Rank > sum.Value.Rank;
            if (keepsAxes && summed.Rank >= 3 && IsTurned(summed) && axes.SequenceEqual(Enumerable.Range(1, summed.Rank - 2)))
                return Picture(node, _graph.Add("GlobalAveragePool", [Second(summed)]));
            if (keepsAxes)
            {
                Take(node.Value, Along("ReduceMean", Name(summed), [.. axes], 1));
                return true;
            }
            var isPicture = summed.Rank >= 3 && IsTurned(summed) && axes.SequenceEqual(Enumerable.Range(1, summed.Rank - 2));
            Take(node.Value, Along("ReduceMean", isPicture ? Second(summed) : Name(summed),
                isPicture ? [.. Enumerable.Range(2, summed.Rank - 2)] : [.. axes]));
            return true;
        }
        return false;
    }

    private readonly Dictionary<DType, IReadOnlyList<ActivationExample>> _examples = [];

    // An activation that is one operator, and what it was applied to.
    private (ActivationExample Example, Tensor Value)? Applied(TensorNode node)
    {
        if (node.Operation is not ("Select" or "Divide" or "Multiply" or "Add" or "Minimum" or "Maximum" or "Log1p" or "CustomGradient")
            || _trace.IsFixed(node.Value) || node.Value.DType == DType.BFloat16)
        {
            return null;
        }
        if (!_examples.TryGetValue(node.Value.DType, out var all))
            _examples[node.Value.DType] = all = ActivationExample.All(node.Value.DType);
        foreach (var example in all.Where(example => example.Since <= _graph.Opset))
        {
            if (example.AppliedTo(_trace, node, Source) is { } value)
            {
                _graph.Need(example.Since);
                return (example, value);
            }
        }
        return null;
    }

    // A value that is limited on one side or on both.
    private (Tensor X, double? Low, double? High)? Limits(TensorNode node)
    {
        if (Limit(node) is not var (x, isLow, bound))
            return null;
        if (Limit(_trace.Node(x)) is var (y, innerIsLow, other) && innerIsLow != isLow)
        {
            var (low, high) = isLow ? (bound, other) : (other, bound);
            if (low <= high)
                return (y, low, high);
        }
        return isLow ? (x, bound, null) : (x, null, bound);
    }

    // The larger or smaller of a value and a number, also where it is chosen by a comparison: x <= c ? c : x.
    private (Tensor X, bool IsLow, double Bound)? Limit(TensorNode node)
    {
        if (_trace.IsFixed(node.Value))
            return null;
        if (node.Operation is "Maximum" or "Minimum")
        {
            var side = Constant(node.Inputs[1]) is null ? 1 : 0;
            return Constant(node.Inputs[1 - side]) is { } bound ? Whole(node, node.Inputs[side], node.Operation == "Maximum", bound) : null;
        }
        if (node.Operation != "Select" || Constant(node.Inputs[1]) is not { } chosen
            || _trace.Node(Source(node.Inputs[0])) is not { Operation: "Less" or "LessEqual" } comparison)
        {
            return null;
        }
        var x = Source(node.Inputs[2]);
        var (left, right) = (Source(comparison.Inputs[0]), Source(comparison.Inputs[1]));
        return ReferenceEquals(left, x) && Constant(right) == chosen ? Whole(node, x, true, chosen)
            : (ReferenceEquals(right, x) || IsRaised(x, right, chosen)) && Constant(left) == chosen ? Whole(node, x, false, chosen) : null;
    }

    // Whether x is the larger of a value and a number below a bound: x is above the bound where that value is.
    private bool IsRaised(Tensor x, Tensor value, double bound) =>
        Limit(_trace.Node(x)) is var (inner, isLow, low) && isLow && low <= bound && ReferenceEquals(inner, value);

    private (Tensor X, bool IsLow, double Bound)? Whole(TensorNode node, Tensor given, bool isLow, double bound)
    {
        var x = Source(given);
        return _trace.Lengths(x).SequenceEqual(_trace.Lengths(node.Value)) && x.DType == node.Value.DType ? (x, isLow, bound) : null;
    }

    // x < 0 ? slope * x : x, or 0 < x ? x : slope * x.
    private (Tensor X, double Slope)? Leak(TensorNode node)
    {
        if (node.Operation != "Select" || _trace.Node(Source(node.Inputs[0])) is not { Operation: "Less" or "LessEqual" } comparison)
            return null;
        var isBelow = Constant(comparison.Inputs[1]) is 0;
        if (!isBelow && Constant(comparison.Inputs[0]) is not 0)
            return null;
        var (x, scaled) = (Source(node.Inputs[isBelow ? 2 : 1]), node.Inputs[isBelow ? 1 : 2]);
        if (_trace.Node(scaled) is not { Operation: "Multiply" } product)
            return null;
        var side = Constant(product.Inputs[1]) is null ? 1 : 0;
        return ReferenceEquals(Source(comparison.Inputs[isBelow ? 0 : 1]), x) && ReferenceEquals(Source(product.Inputs[side]), x)
            && Constant(product.Inputs[1 - side]) is { } slope && _trace.Lengths(x).SequenceEqual(_trace.Lengths(node.Value))
            ? (x, slope) : null;
    }

    // The sum that a node divides by how many values it has.
    private TensorNode? Averaged(TensorNode node)
    {
        if (node.Operation is not ("Divide" or "Multiply") || _trace.IsFixed(node.Value))
            return null;
        var sum = _trace.Node(node.Inputs[0]);
        // The axes may be kept, with the length 1.
        var lengths = _trace.Lengths(sum.Value);
        var widened = sum.Operation == "Reshape";
        sum = widened ? _trace.Node(sum.Inputs[0]) : sum;
        if (sum.Operation != "ReduceSum" || sum.Arguments["axes"].Count == 0
            || (widened && !_trace.Lengths(sum.Inputs[0]).Select((length, axis) => sum.Arguments["axes"].Contains(axis)
                ? new OpenLength(1, 1) : length).SequenceEqual(lengths)))
        {
            return null;
        }
        var divisor = Source(node.Inputs[1]);
        if (_trace.Node(divisor).Operation != "Constant" || divisor.Size != 1 || _trace.Other(divisor).Size != 1)
            return null;
        var (first, second) = (1.0, 1.0);
        foreach (var axis in sum.Arguments["axes"])
        {
            var length = _trace.Lengths(sum.Inputs[0])[axis];
            (first, second) = (first * length.First, second * length.Second);
        }
        bool IsCount(Tensor number, double count) => number.ToArray<double>()[0] is var given
            && (node.Operation == "Divide" ? given == count : number.DType.IsFloat() && Math.Abs((given * count) - 1) < 1e-6);
        return IsCount(divisor, first) && IsCount(_trace.Other(divisor), second)
            && _trace.Lengths(node.Value).SequenceEqual(lengths) ? sum : null;
    }

    // A product with a matrix whose rows were laid end to end before it and are apart again: ONNX's product takes them as they are.
    private (Tensor X, TensorNode Product)? Rows(TensorNode node)
    {
        if (node.Operation != "Reshape" || node.Value.Rank < 3 || _trace.IsFixed(node.Value)
            || _trace.Node(node.Inputs[0]) is not { Operation: "MatMul" } product || product.Value.Rank != 2
            || !_trace.IsFixed(product.Inputs[1]) || product.Arguments["transpose"].Any(flag => flag != 0)
            || _trace.Node(product.Inputs[0]) is not { Operation: "Reshape" } flat)
        {
            return null;
        }
        var (x, lengths) = (flat.Inputs[0], _trace.Lengths(node.Value));
        return x.Rank == lengths.Length && _trace.Lengths(x)[..^1].SequenceEqual(lengths[..^1]) && x.Shape[^1] == flat.Value.Shape[^1]
            && node.Value.Shape[^1] == product.Value.Shape[^1] && x.DType.IsFloat() ? (x, product) : null;
    }

    private double? Constant(Tensor tensor)
    {
        var source = Source(tensor);
        return _trace.Node(source).Operation == "Constant" && _trace.IsFixed(source) && source.Size == 1
            ? source.ToArray<double>()[0] : null;
    }

    // (x - mean) * (1 / sqrt(variance + epsilon)) * gamma + beta with statistics that are kept, where the channels stand second or there
    // are no others.
    private bool? Normalized(TensorNode node)
    {
        var isFit = node.Value.DType == DType.Float32
            && _trace.Node(node.Inputs[0]) is { Operation: "Multiply" } product
            && _trace.Node(product.Inputs[0]) is { Operation: "Subtract" };
        if (!isFit)
            return null;
        var scaled = _trace.Node(node.Inputs[0]);
        var centered = _trace.Node(scaled.Inputs[0]);
        var x = centered.Inputs[0];
        if (_trace.IsFixed(x) || !(x.Rank == 2 || (x.Rank >= 3 && IsTurned(x)))
            || !_trace.Lengths(x).SequenceEqual(_trace.Lengths(node.Value)))
        {
            return null;
        }
        var channels = x.Shape[^1];
        var factor = _trace.Node(Source(scaled.Inputs[1]));
        var gamma = factor.Operation == "Multiply" ? Channels(factor.Inputs[1], channels) : Tensor.Ones([channels]);
        factor = factor.Operation == "Multiply" ? _trace.Node(Source(factor.Inputs[0])) : factor;
        if (factor.Operation != "Rsqrt" || _trace.Node(factor.Inputs[0]) is not { Operation: "Add" } sum
            || Constant(sum.Inputs[1]) is not { } epsilon || Channels(sum.Inputs[0], channels) is not { } variance || gamma is null
            || Channels(centered.Inputs[1], channels) is not { } mean || Channels(node.Inputs[1], channels) is not { } beta)
        {
            return null;
        }
        string[] weights = [Weight("gamma", gamma), Weight("beta", beta), Weight("mean", mean), Weight("variance", variance)];
        string Written(string name) => _graph.Add("BatchNormalization", [name, .. weights], ("epsilon", (float)epsilon));
        if (x.Rank > 2)
            return Picture(node, Written(Second(x)));
        Take(node.Value, Written(Name(x)));
        return true;
    }

    private string Weight(string name, Tensor value) => _graph.Constant(_trace.Knows(value, out var node) && node.Variable is { } variable
        ? variable.Name : name, value);

    // A value for each channel, as it was before it got axes of length 1.
    private Tensor? Channels(Tensor tensor, int channels)
    {
        while (_trace.Node(tensor) is { Operation: "Broadcast" or "Reshape" } node && tensor.Shape[^1] == channels
            && (tensor.Size == channels || node.Operation == "Broadcast"))
        {
            tensor = node.Inputs[0];
        }
        return _trace.IsFixed(tensor) && tensor.Rank == 1 && tensor.Size == channels ? tensor : null;
    }
}
