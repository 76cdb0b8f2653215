namespace Cornea.Onnx;

/// <summary>Functions that ONNX has no operator for, written by those that it has.</summary>
internal sealed partial class GraphEmitter
{
    // M. Giles, "Approximating the erfinv function", 2010, in float32: near the middle, and in the tails.
    private static readonly double[] Middle = [2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087,
        -0.00125372503, -0.00417768164, 0.246640727, 1.50140941];

    private static readonly double[] Tails = [-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773,
        -0.0076224613, 0.00943887047, 1.00167406, 2.83297682];

    // The angle of a point, by that of its mirror image in the first quarter: exact signs of zeros, as IEEE 754 says.
    private string Angle(string y, string x, DType type)
    {
        string Number(double value) => _graph.Number(value, type);
        string Is(string operation, string a, double b) => _graph.Add(operation, [a, Number(b)]);
        // Minus zero is below none, but its inverse is.
        string IsNegative(string v) => _graph.Add("Or", [Is("Less", v, 0), Is("Less", _graph.Add("Reciprocal", [v]), 0)]);
        string Either(string condition, string one, string other) => _graph.Add("Where", [condition, one, other]);
        string Both(double value, string a, string b) => _graph.Add("And", [Is("Equal", a, value), Is("Equal", b, value)]);
        var (height, width) = (_graph.Add("Abs", [y]), _graph.Add("Abs", [x]));
        var angle = _graph.Add("Atan", [_graph.Add("Div", [height, width])]);
        angle = Either(Both(0, height, width), Number(0), angle);
        angle = Either(Both(double.PositiveInfinity, height, width), Number(Math.PI / 4), angle);
        angle = Either(IsNegative(x), _graph.Add("Sub", [Number(Math.PI), angle]), angle);
        return Either(IsNegative(y), _graph.Add("Neg", [angle]), angle);
    }

    private string InverseErf(string x, DType type)
    {
        if (type is not (DType.Float32 or DType.Float64))
            return As(InverseErf(As(x, DType.Float32), DType.Float32), type);
        string Number(double value) => _graph.Number(value, type);
        string Polynomial(double[] factors, string w) => factors.Skip(1).Aggregate(
            Number(factors[0]), (sum, factor) => _graph.Add("Add", [_graph.Add("Mul", [sum, w]), Number(factor)]));
        var rest = _graph.Add("Mul", [_graph.Add("Sub", [Number(1), x]), _graph.Add("Add", [Number(1), x])]);
        var w = _graph.Add("Neg", [_graph.Add("Log", [rest])]);
        var near = Polynomial(Middle, _graph.Add("Sub", [w, Number(2.5)]));
        var far = Polynomial(Tails, _graph.Add("Sub", [_graph.Add("Sqrt", [w]), Number(3)]));
        var factor = _graph.Add("Where", [_graph.Add("Less", [w, Number(5)]), near, far]);
        factor = _graph.Add("Where", [_graph.Add("Equal", [rest, Number(0)]), Number(double.PositiveInfinity), factor]);
        return _graph.Add("Mul", [factor, x]);
    }

    // Each product over a row of its own, in which what does not belong to it is 1.
    private string Multiplied(TensorNode node, int axis, bool isExclusive, bool isReverse)
    {
        var type = node.Value.DType;
        if (Length(_trace.Lengths(node.Value)[axis]) is not { } count)
            return Problem(node, "a length cannot be written");
        var places = Numbers(count);
        var (ends, own) = (_graph.Add("Unsqueeze", [places, _graph.Wholes(1)]), _graph.Add("Unsqueeze", [places, _graph.Wholes(0)]));
        var belongs = _graph.Add((isReverse ? "Greater" : "Less") + (isExclusive ? "" : "OrEqual"), [own, ends]);
        if (node.Value.Rank - axis > 1)
        {
            long[] behind = [.. Enumerable.Range(2, node.Value.Rank - axis - 1).Select(i => (long)i)];
            belongs = _graph.Add("Unsqueeze", [belongs, _graph.Wholes(behind)]);
        }
        var rows = _graph.Add("Unsqueeze", [Name(node.Inputs[0]), _graph.Wholes(axis)]);
        return Along("ReduceProd", _graph.Add("Where", [belongs, rows, _graph.Number(1, type)]), [axis + 1]);
    }

    // 0, 1, 2, ... as many as a list of one length says.
    private string Numbers(string count) =>
        _graph.Add("Range", [_graph.Number(0, DType.Int64), _graph.Add("Squeeze", [count]), _graph.Number(1, DType.Int64)]);
}
