using System.Collections.Frozen;

namespace Cornea.Saving;

/// <summary>What the operations compute that a file may have as nodes.</summary>
internal static class OperationTable
{
    private static readonly FrozenDictionary<string, Func<Tensor, Tensor>> OfOne = new Dictionary<string, Func<Tensor, Tensor>>
    {
        ["Absolute"] = x => x.Abs(),
        ["Abs"] = x => x.Abs(),
        ["Negative"] = x => -x,
        ["Sign"] = x => x.Sign(),
        ["Exp"] = x => x.Exp(),
        ["Expm1"] = x => x.Expm1(),
        ["Log"] = x => x.Log(),
        ["Log1p"] = x => x.Log1p(),
        ["Sqrt"] = x => x.Sqrt(),
        ["Rsqrt"] = x => x.Rsqrt(),
        ["Square"] = x => x.Square(),
        ["Reciprocal"] = x => x.Reciprocal(),
        ["Sin"] = x => x.Sin(),
        ["Cos"] = x => x.Cos(),
        ["Tan"] = x => x.Tan(),
        ["Arcsin"] = x => x.Asin(),
        ["Arccos"] = x => x.Acos(),
        ["Arctan"] = x => x.Atan(),
        ["Sinh"] = x => x.Sinh(),
        ["Cosh"] = x => x.Cosh(),
        ["Tanh"] = x => x.Tanh(),
        ["Arcsinh"] = x => x.Asinh(),
        ["Arccosh"] = x => x.Acosh(),
        ["Arctanh"] = x => x.Atanh(),
        ["Erf"] = x => x.Erf(),
        ["Floor"] = x => x.Floor(),
        ["Ceil"] = x => x.Ceiling(),
        ["Round"] = x => x.Round(),
        ["Isnan"] = x => x.IsNaN(),
        ["Isinf"] = x => x.IsInfinite(),
        ["Isfinite"] = x => x.IsFinite(),
        ["LogicalNot"] = x => !x.Cast(DType.Bool),
        ["StopGradient"] = x => x.StopGradient(),
        ["Identity"] = x => x,
        ["Sigmoid"] = x => x.Sigmoid(),
        ["Relu"] = x => x.Relu(),
        ["ZerosLike"] = x => x * 0,
        ["OnesLike"] = x => (x * 0) + 1,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (Func<Tensor, Operand, Tensor> Left, Func<Operand, Tensor, Tensor> Right)> OfTwo =
        new Dictionary<string, (Func<Tensor, Operand, Tensor> Left, Func<Operand, Tensor, Tensor> Right)>
        {
            ["Add"] = ((a, b) => a + b, (a, b) => a + b),
            ["Subtract"] = ((a, b) => a - b, (a, b) => a - b),
            ["Multiply"] = ((a, b) => a * b, (a, b) => a * b),
            ["TrueDivide"] = ((a, b) => a / b, (a, b) => a / b),
            ["Divide"] = ((a, b) => a / b, (a, b) => a / b),
            ["Mod"] = ((a, b) => a % b, (a, b) => a % b),
            ["Maximum"] = ((a, b) => Tensor.Maximum(a, b), (a, b) => Tensor.Maximum(a, b)),
            ["Minimum"] = ((a, b) => Tensor.Minimum(a, b), (a, b) => Tensor.Minimum(a, b)),
            ["Arctan2"] = ((a, b) => Tensor.Atan2(a, b), (a, b) => Tensor.Atan2(a, b)),
            ["Less"] = ((a, b) => a < b, (a, b) => b > a),
            ["LessEqual"] = ((a, b) => a <= b, (a, b) => b >= a),
            ["Greater"] = ((a, b) => a > b, (a, b) => b < a),
            ["GreaterEqual"] = ((a, b) => a >= b, (a, b) => b <= a),
            ["Equal"] = ((a, b) => a.EqualTo(b), (a, b) => b.EqualTo(a)),
            ["NotEqual"] = ((a, b) => a.NotEqualTo(b), (a, b) => b.NotEqualTo(a)),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Func<OperationArguments, Tensors>> Others =
        new Dictionary<string, Func<OperationArguments, Tensors>>
        {
            ["Power"] = Power,
            ["FloorDivide"] = at => at.Tensor(0).FloorDivide(at.Operand(1)),
            ["LogicalAnd"] = at => at.Tensor(0).Cast(DType.Bool) & at.Tensor(1).Cast(DType.Bool),
            ["LogicalOr"] = at => at.Tensor(0).Cast(DType.Bool) | at.Tensor(1).Cast(DType.Bool),
            ["Mean"] = at => at.Tensor(0).Mean(Reduced(at), at.KeepDims),
            ["Sum"] = at => at.Tensor(0).Sum(Reduced(at), at.KeepDims),
            ["Max"] = at => at.Tensor(0).Max(Reduced(at), at.KeepDims),
            ["Min"] = at => at.Tensor(0).Min(Reduced(at), at.KeepDims),
            ["Prod"] = at => at.Tensor(0).Product(Reduced(at), at.KeepDims),
            ["Var"] = at => at.Tensor(0).Variance(Reduced(at), at.KeepDims),
            ["Std"] = at => at.Tensor(0).StandardDeviation(Reduced(at), at.KeepDims),
            ["Any"] = at => at.Tensor(0).Any(Reduced(at), at.KeepDims),
            ["All"] = at => at.Tensor(0).All(Reduced(at), at.KeepDims),
            ["Logsumexp"] = at => at.Tensor(0).LogSumExp(Reduced(at), at.KeepDims),
            ["Argmax"] = at => at.Tensor(0).ArgMax(at.Axis()),
            ["Argmin"] = at => at.Tensor(0).ArgMin(at.Axis()),
            ["Softmax"] = at => at.Tensor(0).Softmax(at.Axis()),
            ["LogSoftmax"] = at => at.Tensor(0).LogSoftmax(at.Axis()),
            ["Matmul"] = MatMul,
            ["Einsum"] = at => Tensor.Einsum((at.Given("subscripts") ?? at.Value(0)).AsText(),
                [.. Enumerable.Range(0, at.Count).Where(at.IsTensor).Select(at.Tensor)]),
            ["Concatenate"] = at => Tensor.Concat(at.Tensors(0), at.Axis()),
            ["Stack"] = at => Tensor.Stack(at.Tensors(0), at.Axis(0) is >= 0 and var axis ? axis : at.Axis() + at.Tensors(0)[0].Rank + 1),
            ["Split"] = Split,
            ["Reshape"] = at => at.Tensor(0).Reshape(OperationArguments.Whole(at.Given("newshape", 1)!)),
            ["Transpose"] = at => at.Given("axes", 1) is { } axes
                ? at.Tensor(0).Transpose(OperationArguments.Whole(axes))
                : at.Tensor(0).Transpose(),
            ["ExpandDims"] = at => ExpandDims(at.Tensor(0), at.Axes() ?? [0]),
            ["Squeeze"] = at => at.Axes() is { Length: > 0 } axes ? at.Tensor(0).Squeeze(axes) : at.Tensor(0).Squeeze(),
            ["Swapaxes"] = at => at.Tensor(0).SwapAxes(at.Given("axis1", 1)!.AsInt32(), at.Given("axis2", 2)!.AsInt32()),
            ["Flip"] = at => at.Tensor(0).Reverse(Reduced(at)),
            ["Clip"] = at => at.Tensor(0).Clip(at.Given("x_min", 1)!.AsDouble(), at.Given("x_max", 2)!.AsDouble()),
            ["Cast"] = at => at.Tensor(0).Cast(Type(at.Given("dtype", 1)!.AsText())),
            ["Where"] = at => Tensor.Where(at.Tensor(0).Cast(DType.Bool), at.Operand(1), at.Operand(2)),
            ["Tile"] = at => at.Tensor(0).Tile(OperationArguments.Whole(at.Given("repeats", 1)!)),
            ["Take"] = at => at.Tensor(0).Gather(at.Tensor(1), at.Given("axis")?.AsInt32() ?? 0),
            ["GetItem"] = GetItem,
            ["L2Normalize"] = at => at.Tensor(0)
                * Tensor.Maximum(at.Tensor(0).Square().Sum(Reduced(at), keepDims: true), at.Given("epsilon")?.AsDouble() ?? 1e-12).Rsqrt(),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether an operation can be computed here.</summary>
    public static bool Knows(string className) =>
        OfOne.ContainsKey(className) || OfTwo.ContainsKey(className) || Others.ContainsKey(className)
        || Registry.TryGet(ClassKind.Activation, AutomaticNames.ToSnakeCase(className), out _);

    /// <summary>Computes an operation.</summary>
    public static Tensors Apply(string className, OperationArguments at)
    {
        if (OfOne.TryGetValue(className, out var one))
        {
            return one(at.Tensor(0));
        }
        if (OfTwo.TryGetValue(className, out var two))
        {
            return at.IsTensor(0) ? two.Left(at.Tensor(0), at.Operand(1)) : two.Right(at.Operand(0), at.Tensor(1));
        }
        return Others.TryGetValue(className, out var other) ? other(at) : Activated(className, at);
    }

    // The functions of keras.activations that are operations take their arguments by the names of the activation's configuration.
    private static Tensors Activated(string className, OperationArguments at)
    {
        var name = AutomaticNames.ToSnakeCase(className);
        Registry.TryGet(ClassKind.Activation, name, out var entry);
        var config = new ConfigObject();
        foreach (var parameter in entry!.Parameters)
        {
            if (at.Given(parameter.Key) is { } value)
            {
                config[parameter.Key] = value;
            }
        }
        return ((Activation)Registry.FromConfig(ClassKind.Activation, name, config)).Apply(at.Tensor(0));
    }

    private static int[] Reduced(OperationArguments at) => at.Axes() ?? [.. Enumerable.Range(0, at.Tensor(0).Rank)];

    private static Tensors Power(OperationArguments at) => at.IsTensor(0)
        ? at.Tensor(0).Power(at.Operand(1))
        : at.Tensor(0).Cast(at.Tensor(1).DType).BroadcastTo(at.Tensor(1).Shape).Power(at.Tensor(1));

    private static Tensors MatMul(OperationArguments at)
    {
        var (a, b) = (at.Tensor(0), at.Tensor(1));
        if (at.Given("transpose_a")?.AsBoolean() == true)
        {
            a = a.SwapAxes(-1, -2);
        }
        return Tensor.MatMul(a, at.Given("transpose_b")?.AsBoolean() == true ? b.SwapAxes(-1, -2) : b);
    }

    private static Tensors Split(OperationArguments at)
    {
        var (x, where, axis) = (at.Tensor(0), at.Given("indices_or_sections", 1)!, at.Given("axis")?.AsInt32() ?? 0);
        if (where.Kind != ConfigValueKind.List)
        {
            return x.Split(where.AsInt32(), axis);
        }
        int[] ends = [.. OperationArguments.Whole(where), x.Shape[axis]];
        return ends.Select((end, i) => x.Narrow(axis, i == 0 ? 0 : ends[i - 1], end - (i == 0 ? 0 : ends[i - 1]))).ToArray();
    }

    private static Tensor ExpandDims(Tensor x, int[] axes)
    {
        var rank = x.Rank + axes.Length;
        foreach (var axis in axes.Select(axis => axis < 0 ? axis + rank : axis).Order())
        {
            x = x.ExpandDims(axis);
        }
        return x;
    }

    private static DType Type(string name) => DTypes.TryParse(name, out var dtype)
        ? dtype
        : throw new ConfigException($"An element type was expected, but received '{name}'.");

    private static Tensors GetItem(OperationArguments at)
    {
        var key = at.Given("key") ?? at.Value(1);
        Slice[] slices = [.. (key.Kind == ConfigValueKind.List ? key.AsList() : [key]).Select(Part)];
        return at.Tensor(0)[slices];
    }

    private static Slice Part(ConfigValue part)
    {
        if (part.IsNull)
        {
            return Slice.NewAxis;
        }
        if (part.Kind != ConfigValueKind.Object)
        {
            return part.AsInt32();
        }
        if (part.AsObject()["class_name"].AsText() == "__ellipsis__")
        {
            return Slice.Ellipsis;
        }
        var slice = part.AsObject()["config"].AsObject();
        return Slice.Step(slice.Given("start")?.AsInt32(), slice.Given("stop")?.AsInt32(), slice.Given("step")?.AsInt32() ?? 1);
    }
}
