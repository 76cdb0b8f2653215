using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

internal sealed partial class GraphEmitter
{
    private static readonly Dictionary<string, string> SameName = new(StringComparer.Ordinal)
    {
        ["Negate"] = "Neg",
        ["Abs"] = "Abs",
        ["Sign"] = "Sign",
        ["Not"] = "Not",
        ["Exp"] = "Exp",
        ["Log"] = "Log",
        ["Sqrt"] = "Sqrt",
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
        ["Erf"] = "Erf",
        ["Floor"] = "Floor",
        ["Ceiling"] = "Ceil",
        ["Round"] = "Round",
        ["IsNaN"] = "IsNaN",
        ["IsInfinite"] = "IsInf",
        ["StopGradient"] = "Identity",
        ["CustomGradient"] = "Identity",
        ["Add"] = "Add",
        ["Subtract"] = "Sub",
        ["Multiply"] = "Mul",
        ["Power"] = "Pow",
        ["Maximum"] = "Max",
        ["Minimum"] = "Min",
        ["Equal"] = "Equal",
        ["Less"] = "Less",
        ["LessEqual"] = "LessOrEqual",
        ["And"] = "And",
        ["Or"] = "Or",
        ["Xor"] = "Xor",
        ["Select"] = "Where",
    };

    // The name of what an operation gives, channels last; null where it gives nothing by itself.
    private string? Operation(TensorNode node)
    {
        if (Elementwise(node, () => [.. Sources(node).Select(Name)]) is { } elementwise)
            return elementwise;
        string In(int index) => Name(node.Inputs[index]);
        int Argument(string name) => node.Arguments[name][0];
        switch (node.Operation)
        {
            case "Reshape":
                return Reshaped(node);
            case "Transpose":
                return _graph.Add("Transpose", [In(0)], ("perm", node.Arguments["order"]));
            case "Slicing":
                return Sliced(node);
            case "Pad":
                return Padded(node, In(0), [.. Enumerable.Range(0, node.Value.Rank)]);
            case "Concat":
                return _graph.Add("Concat", [.. node.Inputs.Select(Name)], ("axis", Argument("axis")));
            case "Gather":
                return _graph.Add("Gather", [In(0), In(1)], ("axis", Argument("axis")));
            case "MatMul":
                return _graph.Add(node.Inputs[0].DType == DType.Int8 ? "MatMulInteger" : "MatMul", [Matrix(node, 0), Matrix(node, 1)]);
            case "ReduceSum" or "ReduceProduct" or "ReduceMaximum" or "ReduceMinimum":
                return Reduced(node, In(0), [.. node.Arguments["axes"]]);
            case "ArgMax" or "ArgMin":
                return As(_graph.Add(node.Operation, [In(0)], ("axis", Argument("axis")), ("keepdims", 0)), DType.Int32);
            case "CumulativeSum":
                return _graph.Add("CumSum", [In(0), _graph.Number(Argument("axis"), DType.Int64)],
                    ("exclusive", Argument("exclusive")), ("reverse", Argument("reverse")));
            case "CumulativeProduct":
                return Multiplied(node, Argument("axis"), Argument("exclusive") != 0, Argument("reverse") != 0);
            case "ArgSort":
                return Sorted(node, In(0), Argument("axis"), Argument("descending"));
            case "Softmax" or "LogSoftmax":
                var scores = node.Number == 1 ? In(0) : _graph.Add("Mul", [In(0), _graph.Number(node.Number, node.Value.DType)]);
                return _graph.Add(node.Operation, [scores], ("axis", -1));
            case "ScatterAdd":
                return Scattered(node, Argument("axis"));
            case "Scan":
                Loop(node);
                return null;
            case "FinalCarry" or "StepStack":
                return Problem(node, "a result of a loop was not written");
            case "Variable":
                return Problem(node, "it keeps a state for the next call, which ONNX has no place for: make it with stateful: false");
            default:
                return Problem(node, $"the operation {node.Operation} has no ONNX operator");
        }
    }

    // An operation on each element; the operands' names may be those of turned pictures.
    private string? Elementwise(TensorNode node, Func<string[]> operands)
    {
        var type = node.Value.DType;
        string One() => _graph.Number(1, type);
        if (node.Operation is "And" or "Or" or "Xor" && type != DType.Bool)
        {
            _graph.Need(18);
            return _graph.Add("Bitwise" + node.Operation, operands());
        }
        if (SameName.TryGetValue(node.Operation, out var same))
        {
            var names = operands();
            return _graph.Add(same, node.Operation == "CustomGradient" ? names[..1] : names);
        }
        switch (node.Operation)
        {
            case "Cast":
                return As(operands()[0], type);
            case "Divide":
                return _graph.Add("Div", operands());
            case "NotEqual":
                return _graph.Add("Not", [_graph.Add("Equal", operands())]);
            case "Expm1":
                return _graph.Add("Sub", [_graph.Add("Exp", operands()), One()]);
            case "Log1p":
                return _graph.Add("Log", [_graph.Add("Add", [operands()[0], One()])]);
            case "Atan2":
                var (y, x) = (operands()[0], operands()[1]);
                return Angle(y, x, type);
            case "ErfInv":
                return InverseErf(operands()[0], type);
            case "Rsqrt":
                return _graph.Add("Reciprocal", [_graph.Add("Sqrt", operands())]);
            case "FloorDivide" when type.IsFloat():
                return _graph.Add("Floor", [_graph.Add("Div", operands())]);
            case "FloorDivide":
                // The quotient of the numbers less their remainders, which have the divisor's sign, has no fraction.
                var parts = operands();
                return _graph.Add("Div", [_graph.Add("Sub", [parts[0], _graph.Add("Mod", parts)]), parts[1]]);
            case "Remainder" when !type.IsFloat():
                return _graph.Add("Mod", operands());
            case "Remainder":
                var (dividend, divisor) = (operands()[0], operands()[1]);
                return _graph.Add(
                    "Sub", [dividend, _graph.Add("Mul", [_graph.Add("Floor", [_graph.Add("Div", [dividend, divisor])]), divisor])]);
            default:
                return null;
        }
    }

    private string As(string name, DType type) => _graph.Add("Cast", [name], ("to", (int)OnnxDataTypes.Of(type)));

    private string Matrix(TensorNode node, int side)
    {
        var name = Name(node.Inputs[side]);
        if (node.Arguments["transpose"][side] == 0)
            return name;
        var rank = node.Inputs[side].Rank;
        return _graph.Add("Transpose", [name], ("perm", (int[])[.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]));
    }

    private string Reshaped(TensorNode node)
    {
        var (from, to) = (_trace.Lengths(node.Inputs[0]), _trace.Lengths(node.Value));
        var open = Enumerable.Range(0, to.Length).Where(axis => !to[axis].IsFixed).ToArray();
        string? shape;
        if (open.Length <= 1)
        {
            shape = _graph.Wholes([.. to.Select(length => length.IsFixed ? length.First : -1L)]);
        }
        else
        {
            // 0 copies a length from the same place; one length may be left to be found.
            var copied = open.Where(axis => axis < from.Length && from[axis] == to[axis]).ToHashSet();
            shape = open.Length - copied.Count <= 1
                ? _graph.Wholes([.. to.Select((length, axis) => length.IsFixed ? length.First : copied.Contains(axis) ? 0L : -1L)])
                : ShapeOf(to);
        }
        return shape is null || to.Any(length => length is { First: 0 })
            ? Problem(node, "a shape depends on lengths in a way that cannot be written")
            : _graph.Add("Reshape", [Name(node.Inputs[0]), shape]);
    }

    private string Sliced(TensorNode node)
    {
        var other = _trace.OtherNode(node.Value);
        var lengths = _trace.Lengths(node.Inputs[0]);
        var (starts, ends, axes, steps) = (new List<string>(), new List<string>(), new List<long>(), new List<long>());
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            var (start, count) = (new OpenLength(node.Arguments["starts"][axis], other.Arguments["starts"][axis]),
                new OpenLength(node.Arguments["lengths"][axis], other.Arguments["lengths"][axis]));
            var step = node.Arguments["steps"][axis];
            if (step == 1 && start == new OpenLength(0, 0) && count == lengths[axis])
                continue;
            var end = new OpenLength(start.First + (count.First - 1) * step + Math.Sign(step), start.Second + (count.Second - 1) * step
                + Math.Sign(step));
            axes.Add(axis);
            steps.Add(step);
            starts.Add(Place(start, lengths[axis], step) ?? Problem(node, "a slice depends on an open length"));
            ends.Add(end.First < 0 ? _graph.Wholes(long.MinValue + 1)
                : Place(end, lengths[axis], step) ?? Problem(node, "a slice depends on an open length"));
        }
        if (axes.Count == 0)
            return Name(node.Inputs[0]);
        string Joined(List<string> parts) => parts.Count == 1 ? parts[0] : _graph.Add("Concat", parts, ("axis", 0));
        return _graph.Add("Slice", [Name(node.Inputs[0]), Joined(starts), Joined(ends), _graph.Wholes(axes), _graph.Wholes(steps)]);
    }

    // A place on an axis: a number from its start, or from its end where the axis is open.
    private string? Place(OpenLength place, OpenLength length, int step)
    {
        if (place == length && step > 0)
            return _graph.Wholes(int.MaxValue);
        if (place.IsFixed)
            return _graph.Wholes(place.First);
        var (a, b) = (place.First - length.First, place.Second - length.Second);
        return a == b && a < 0 ? _graph.Wholes(a) : Length(place);
    }

    private string Padded(TensorNode node, string input, int[] order)
    {
        var other = _trace.OtherNode(node.Value);
        if (node.Arguments["interior"].Any(between => between != 0))
            return Problem(node, "zeros between elements have no ONNX operator");
        if (!node.Arguments["low"].SequenceEqual(other.Arguments["low"]) || !node.Arguments["high"].SequenceEqual(other.Arguments["high"]))
            return Problem(node, "a padding depends on an open length");
        long[] widths =
            [.. order.Select(axis => (long)node.Arguments["low"][axis]), .. order.Select(axis => (long)node.Arguments["high"][axis])];
        var type = node.Value.DType;
        if (type == DType.Bool)
        {
            var number = node.Number != 0 ? 1 : 0;
            return As(_graph.Add("Pad", [As(input, DType.Int32), _graph.Wholes(widths), _graph.Number(number, DType.Int32)]), type);
        }
        return _graph.Add("Pad", [input, _graph.Wholes(widths), _graph.Number(node.Number, type)]);
    }

    private string Reduced(TensorNode node, string input, int[] axes)
    {
        if (axes.Length == 0)
            return _graph.Add("Identity", [input]);
        if (node.Operation == "ReduceSum")
            return _graph.Add("ReduceSum", [input, _graph.Wholes([.. axes.Select(axis => (long)axis)])], ("keepdims", 0));
        var name = node.Operation switch
        {
            "ReduceMaximum" => "ReduceMax",
            "ReduceMinimum" => "ReduceMin",
            _ => "ReduceProd",
        };
        if (node.Value.DType == DType.Bool)
            return As(Along(name, As(input, DType.Int32), axes), DType.Bool);
        return Along(name, input, axes);
    }

    private string Along(string name, string input, int[] axes, int keepAxes = 0) => _graph.Opset >= 18
        ? _graph.Add(name, [input, _graph.Wholes([.. axes.Select(axis => (long)axis)])], ("keepdims", keepAxes))
        : _graph.Add(name, [input], ("axes", axes), ("keepdims", keepAxes));

    private string Sorted(TensorNode node, string input, int axis, int descending)
    {
        if (Length(_trace.Lengths(node.Value)[axis]) is not { } count)
            return Problem(node, "a length cannot be written");
        var type = node.Inputs[0].DType;
        var sorted = type == DType.Bool ? As(input, DType.Int32) : input;
        return As(_graph.AddMany("TopK", [sorted, count], 2, ("axis", axis), ("largest", descending))[1], DType.Int32);
    }

    // Rows added at indices: ONNX adds at places of their own, so the axis goes first.
    private string Scattered(TensorNode node, int axis)
    {
        _graph.Need(16);
        var (target, indices, rows) = (node.Inputs[0], node.Inputs[1], node.Inputs[2]);
        if (axis != 0)
            return Problem(node, "adding rows along another axis than the first has no ONNX operator");
        var places = _graph.Add("Unsqueeze", [As(Name(indices), DType.Int64), _graph.Wholes(indices.Rank)]);
        return _graph.Add("ScatterND", [Name(target), places, Name(rows)], ("reduction", "add"));
    }
}
