namespace Cornea.Tests.OpCases;

/// <summary>An op case at one size, type and layout: a graph with its inputs, and values for them.</summary>
public sealed class OpGraph
{
    private readonly List<Tensor> _inputs = [];
    private readonly List<Tensor> _values = [];
    private readonly System.Random _random;

    /// <summary>Builds the graph; with gradients, the outputs are the result and the gradient by each float input.</summary>
    public OpGraph(OpCase row, int size, DType dtype, InputLayout layout = InputLayout.Plain, bool gradients = false, bool special = false)
    {
        _random = new System.Random(row.Name.Aggregate(size, (hash, c) => unchecked(hash * 31 + c)));
        var arguments = new Tensor[row.Inputs.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            var input = row.Inputs[i];
            arguments[i] = special
                ? Add(new TensorType(input.Shape(size), input.DType ?? dtype), SpecialValues(row, i, size))
                : Laid(input, size, input.DType ?? dtype, layout);
        }
        var output = row.Function(arguments);
        Outputs = [output];
        if (!gradients || !output.DType.IsFloat())
            return;
        var upstream = Add(output.Type, new Domain(-1, 1).Draw(output.Size, output.DType, _random));
        Outputs = [output, .. Gradients.Of(output, [.. arguments.Where(argument => argument.DType.IsFloat())], upstream)];
    }

    public IReadOnlyList<Tensor> Inputs => _inputs;

    public IReadOnlyList<Tensor> Values => _values;

    public Tensor[] Outputs { get; }

    /// <summary>How many elements the special values of a row need: all pairs for two inputs.</summary>
    public static int SpecialSize(OpCase row) => (int)Math.Pow(row.Specials.Length, Math.Min(2, row.Inputs.Length));

    public Tensor[] Run(CompileOptions options) => new CompiledFunction(Inputs, Outputs, null, options).Call([.. Values]);

    private static double[] SpecialValues(OpCase row, int input, int size)
    {
        var values = new double[size];
        for (var i = 0; i < size; i++)
            values[i] = row.Specials[(input == 0 ? i : i / row.Specials.Length) % row.Specials.Length];
        return values;
    }

    private Tensor Laid(OpInput input, int size, DType dtype, InputLayout layout)
    {
        var (shape, domain) = (input.Shape(size), input.Domain(size));
        Tensor Draw(Shape drawn) => Add(new TensorType(drawn, dtype), domain.Draw(drawn.Size, dtype, _random));
        var rank = shape.Rank;
        if (rank == 0)
            return Draw(shape);
        switch (layout)
        {
            case InputLayout.Transposed:
                return rank == 1 ? Draw([shape[0], 2])[.., 1] : Draw(shape.Reverse().ToArray()).Transpose();
            case InputLayout.Sliced:
                var parts = Enumerable.Repeat(Slice.Step(1, null, 2), rank).ToArray();
                return Draw(shape.Select(length => 2 * length + 1).ToArray())[parts];
            case InputLayout.Broadcast:
                return Draw(shape.With(0, Math.Min(1, shape[0]))).BroadcastTo(shape);
            case InputLayout.Reversed:
                return Draw(shape).Reverse(rank - 1);
            default:
                return Draw(shape);
        }
    }

    private Tensor Add(TensorType type, double[] values)
    {
        var buffer = new HostMemory(type);
        for (var i = 0; i < values.Length; i++)
            buffer.Set(i, values[i]);
        _inputs.Add(Tensor.Input(type.Shape, type.DType, $"x{_inputs.Count}"));
        _values.Add(new Tensor(buffer));
        return _inputs[^1];
    }
}
