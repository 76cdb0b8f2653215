namespace Cornea.Tests.OpCases;

/// <summary>
/// A graph of some dozens of ops chosen by a seed, with inputs, a variable that it updates, several outputs and a gradient:
/// what no one would think of writing as a case. Values stay within a few units, and no op has a jump, so that rounding
/// alone separates two ways of computing it.
/// </summary>
public sealed class RandomGraph
{
    private const int MostElements = 20_000;
    private static readonly int[] Lengths = [1, 2, 3, 5, 8, 17];
    private readonly System.Random _random;
    private readonly DType _dtype;
    private readonly List<Tensor> _nodes = [];
    private readonly int _length;

    public RandomGraph(int seed, DType dtype, int scale = 1)
    {
        _random = new System.Random(seed);
        _dtype = dtype;
        _length = Lengths[_random.Next(Lengths.Length)] * scale;
        for (var i = _random.Next(2, 5); i > 0; i--)
        {
            var shape = RandomShape();
            Inputs.Add(Tensor.Input(shape, dtype, $"x{i}"));
            Values.Add(Draw(shape));
        }
        Initial = Draw(RandomShape());
        Variable = new Variable(Initial, "state");
        _nodes.AddRange([.. Inputs, Variable.Value]);
        for (var i = _random.Next(5, 40); i > 0; i--)
        {
            var node = Next();
            if (node.Size is > 0 and <= MostElements)
                _nodes.Add(node);
        }
        for (var i = _random.Next(1, 4); i > 0; i--)
            Outputs.Add(_nodes[_random.Next(_nodes.Count)]);
        Outputs.AddRange(Gradients.Of(_nodes[^1].Mean(), [.. Inputs, Variable.Value]));
        if (_nodes.FindLast(node => node.Type == Variable.Type && !ReferenceEquals(node, Variable.Value)) is { } update)
            Updates.Add(new Update(Variable, update));
    }

    public List<Tensor> Inputs { get; } = [];

    public List<Tensor> Values { get; } = [];

    public List<Tensor> Outputs { get; } = [];

    public List<Update> Updates { get; } = [];

    public Variable Variable { get; }

    public Tensor Initial { get; }

    /// <summary>The outputs of two runs and what the variable holds after them.</summary>
    public Tensor[] Run(CompileOptions options)
    {
        Variable.Assign(Initial);
        var function = new CompiledFunction(Inputs, Outputs, Updates, options);
        return [.. function.Call([.. Values]), .. function.Call([.. Values]), Variable.ToTensor()];
    }

    /// <summary>The same by what the ops mean.</summary>
    public Tensor[] Define()
    {
        Variable.Assign(Initial);
        return [.. DefineRun(), .. DefineRun(), Variable.ToTensor()];
    }

    private Tensor[] DefineRun()
    {
        var values = Definition.Of(Inputs, [.. Outputs, .. Updates.Select(update => update.Value)], Values);
        if (Updates.Count > 0)
        {
            Variable.Assign(values[^1]);
        }
        return values[..Outputs.Count];
    }

    // Every axis is the graph's length or 1 or a small number, so that many pairs broadcast.
    private Shape RandomShape()
    {
        var lengths = Enumerable.Range(0, _random.Next(0, 4)).Select(_ => _random.Next(3) switch { 0 => 1, 1 => 3, _ => _length })
            .ToArray();
        return lengths.Aggregate(1L, (size, length) => size * length) <= MostElements ? lengths : RandomShape();
    }

    private Tensor Draw(Shape shape) => Tensor.From([.. Enumerable.Range(0, shape.Size).Select(_ => _random.NextDouble() * 4 - 2)], shape)
        .Cast(_dtype);

    private Tensor Next()
    {
        var x = _nodes[_random.Next(_nodes.Count)];
        var axis = x.Rank == 0 ? 0 : _random.Next(x.Rank);
        switch (_random.Next(x.Rank == 0 ? 11 : 27))
        {
            case 0: return x.Tanh();
            case 1: return x.Sigmoid() * x;
            case 2: return (x.Square() + 0.5).Sqrt();
            case 3: return x.Sin() - 0.25;
            case 4: return (-x.Abs()).Exp();
            case 5: return x * 0.5 + 1;
            case 6: return x.Softplus();
            case 7:
            case 8:
            case 9:
            case 10: return Joined(x);
            case 11: return x.Sum(axis, _random.Next(2) == 0).Tanh();
            case 12: return x.Mean([.. Enumerable.Range(0, x.Rank)], true);
            case 13: return (x - x.Mean(axis, true)) * (x.Variance([axis], true) + 0.1).Rsqrt();
            case 14: return x.Softmax(axis);
            case 15: return x.Transpose([.. Enumerable.Range(0, x.Rank).OrderBy(_ => _random.Next())]);
            case 16: return x.Reverse(axis);
            case 17: return Sliced(x, axis);
            case 18: return x.Flatten();
            case 19: return x.CumulativeSum(axis, _random.Next(2) == 0, _random.Next(2) == 0).Tanh();
            case 20: return Padded(x, axis);
            case 21: return Tensor.Concat([x, x * 0.5], axis);
            case 22: return x.Gather(Tensor.From([.. Enumerable.Range(0, 4).Select(_ => _random.Next(x.Shape[axis]))]), axis);
            case 24:
            case 25: return Repeated(x);
            case 23: return Tensor.MatMul(x, Draw([x.Shape[^1], 3])).Tanh();
            default: return x.Shape[^1] > 20 ? x.Tanh() : Tensor.MatMul(x.ExpandDims(-1), x.ExpandDims(-2)).Tanh().Mean(-1);
        }
    }

    // A recurrence along axis 0 that captures another node and may run from the end.
    private Tensor Repeated(Tensor x)
    {
        if (x.Shape[0] > 20)
            return x.Tanh();
        var rows = x.Shape[1..];
        var fitting = _nodes.Where(node => node.Rank <= rows.Rank && Fit(node.Shape, rows) && Shape.Broadcast(node.Shape, rows) == rows)
            .ToArray();
        var captured = fitting.Length > 0 ? fitting[_random.Next(fitting.Length)] : Tensor.Zeros([], x.DType);
        var kind = _random.Next(4);
        var result = Scan.Run([Tensor.Zeros(rows, x.DType), Tensor.Ones(rows, x.DType)], [x], (carry, input) =>
        {
            var next = (carry[0] * 0.5 + input[0] * captured.Sigmoid()).Tanh();
            return ([next, kind == 0 ? carry[0] : carry[1] * 0.5 + next], [kind == 1 ? carry[1] : next * captured.Tanh()]);
        }, reverse: _random.Next(2) == 0);
        return kind == 2 ? result.Carries[1] : kind == 3 ? result.Outputs[0] + result.Carries[0] : result.Outputs[0];
    }

    private Tensor Joined(Tensor x)
    {
        var fitting = _nodes.Where(node => Fit(node.Shape, x.Shape)).ToArray();
        var y = fitting[_random.Next(fitting.Length)];
        return _random.Next(6) switch
        {
            0 => x + y,
            1 => x - y,
            2 => (x * y).Tanh(),
            3 => x / (y.Square() + 1),
            4 => Tensor.Where(Tensor.From([true, false, true]).Any(), x, y),
            _ => (x.Square() + 0.1).Power(y.Sigmoid()),
        };
    }

    private Tensor Sliced(Tensor x, int axis)
    {
        var slices = Enumerable.Repeat(Slice.All, x.Rank).ToArray();
        slices[axis] = Slice.Step(null, null, _random.Next(2) == 0 ? 2 : -1);
        if (x.Rank > 1)
            slices[_random.Next(x.Rank)] = _random.Next(2) == 0 ? 0 : Slice.All;
        return x[slices];
    }

    private Tensor Padded(Tensor x, int axis)
    {
        var (low, high) = (new int[x.Rank], new int[x.Rank]);
        (low[axis], high[axis]) = (_random.Next(0, 3), _random.Next(0, 2));
        return x.Pad(low, high);
    }

    private static bool Fit(Shape a, Shape b)
    {
        for (var i = 1; i <= Math.Min(a.Rank, b.Rank); i++)
        {
            if (a[^i] != b[^i] && a[^i] != 1 && b[^i] != 1)
                return false;
        }
        return true;
    }
}
