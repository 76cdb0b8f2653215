using Shouldly;

namespace Cornea.Tests.OpCases;

public sealed class OpCaseTests
{
    // Large enough that every kernel is cut into several tiles.
    private const int Large = 3000;
    private static readonly int[] Sizes = [1, 7, 8, 9, 31, 33, 100];
    private static readonly CompileOptions Reference = new() { Device = Device.Reference };

    public static TheoryData<string, DType> All
    {
        get
        {
            var data = new TheoryData<string, DType>();
            foreach (var row in OpCaseTable.Rows)
            {
                foreach (var dtype in row.DTypes)
                    data.Add(row.Name, dtype);
            }
            return data;
        }
    }

    public static TheoryData<string> Special => [.. OpCaseTable.Rows.Where(row => row.Specials.Length > 0).Select(row => row.Name)];

    public static TheoryData<string> Differentiable => [.. OpCaseTable.Rows.Where(row => row.Differentiable).Select(row => row.Name)];

    public static TheoryData<string> Names => [.. OpCaseTable.Rows.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void Values_and_gradients_are_those_of_the_reference(string name, DType dtype)
    {
        var row = OpCaseTable.ByName[name];
        foreach (var size in Sizes)
        {
            var gradients = row.Differentiable && dtype.IsFloat() && size is 9 or 33;
            Compare(row, new OpGraph(row, size, dtype, gradients: gradients), CompileOptions.Default, $"{name} {dtype} at size {size}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Strided_inputs_give_the_values_of_the_reference(string name, DType dtype)
    {
        var row = OpCaseTable.ByName[name];
        foreach (var layout in Enum.GetValues<InputLayout>())
        {
            foreach (var size in (int[])[1, 9, 33])
                Compare(row, new OpGraph(row, size, dtype, layout), CompileOptions.Default, $"{name} {dtype} at size {size}, {layout}");
        }
    }

    [Theory]
    [MemberData(nameof(Special))]
    public void Special_numbers_give_the_values_of_the_reference(string name)
    {
        var row = OpCaseTable.ByName[name];
        foreach (var dtype in row.DTypes.Where(dtype => dtype.IsFloat()))
        {
            Compare(row, new OpGraph(row, OpGraph.SpecialSize(row), dtype, special: true), CompileOptions.Default,
                $"{name} {dtype} of special numbers");
        }
    }

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void Gradients_are_central_differences(string name)
    {
        var row = OpCaseTable.ByName[name];
        var graph = new OpGraph(row, 5, DType.Float64);
        GradientCheck.Run(x => row.Function([.. x]), graph.Values, options: new() { Compile = Reference }).ThrowIfFailed();
    }

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void Second_derivatives_are_central_differences_of_the_first(string name)
    {
        var row = OpCaseTable.ByName[name];
        var graph = new OpGraph(row, 3, DType.Float64);
        var options = new GradientCheckOptions { Compile = Reference, AbsoluteTolerance = 1e-4, ElementsPerInput = 12 };
        GradientCheck.RunSecondOrder(x => row.Function([.. x]), graph.Values, options: options).ThrowIfFailed();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fused_and_unfused_give_the_same_bits(string name)
    {
        var row = OpCaseTable.ByName[name];
        foreach (var dtype in FirstAndShort(row))
        {
            var graph = new OpGraph(row, 33, dtype, gradients: row.Differentiable);
            SameBits(graph.Run(new() { Fuse = false }), graph.Run(new()), $"{name} {dtype} fused");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_two_and_three_threads_give_the_same_bits(string name)
    {
        var row = OpCaseTable.ByName[name];
        var quadratic = name.StartsWith("CumulativeProduct", StringComparison.Ordinal);
        foreach (var size in (int[])[33, Large])
        {
            var graph = new OpGraph(row, size, row.DTypes[0], gradients: row.Differentiable && !(quadratic && size == Large));
            var one = graph.Run(new() { Threads = 1 });
            SameBits(one, graph.Run(new() { Threads = 2 }), $"{name} at size {size} with 2 workers");
            SameBits(one, graph.Run(new() { Threads = 3 }), $"{name} at size {size} with 3 workers");
        }
        foreach (var dtype in FirstAndShort(row).Skip(1))
        {
            var graph = new OpGraph(row, 100, dtype, gradients: row.Differentiable && !quadratic);
            SameBits(graph.Run(new() { Threads = 1 }), graph.Run(new() { Threads = 3 }), $"{name} {dtype} with 3 workers");
        }
    }

    // Kernels widen numbers of 16 bits on their way, where unfused ones are given float32.
    private static IEnumerable<DType> FirstAndShort(OpCase row) =>
        row.DTypes.Where(dtype => dtype is DType.BFloat16 or DType.Float16).Prepend(row.DTypes[0]).Distinct();

    internal static void Compare(OpCase row, OpGraph graph, CompileOptions options, string what)
    {
        var expected = Definition.Of(graph.Inputs, graph.Outputs, graph.Values);
        var found = graph.Run(options);
        for (var i = 0; i < expected.Length; i++)
        {
            var (relative, absolute) = expected[i].DType switch
            {
                // Double kernels are as much more exact as the type is.
                DType.Float64 => (row.Relative * 1e-6, row.Absolute * 1e-6),
                DType.Float32 => (row.Relative, row.Absolute),
                // Each op of a row rounds once. Where float32 falls on the other side of a midpoint than double, that is one unit in
                // the last place (2^-10 or 2^-7), which the ops after it carry on.
                DType.Float16 => (4e-3, 4e-3),
                DType.BFloat16 => (3e-2, 3e-2),
                DType.Bool or DType.UInt8 or DType.Int8 or DType.UInt16 or DType.Int16 or DType.UInt32 or DType.Int32 or DType.Int64 =>
                    (0, 0),
            };
            found[i].Type.ShouldBe(expected[i].Type, what);
            var (x, y) = (found[i].Evaluate(), expected[i].Evaluate());
            for (var at = 0; at < expected[i].Size; at++)
            {
                var same = x[at] == y[at] || (double.IsNaN(x[at]) && double.IsNaN(y[at])) || Math.Abs(x[at] - y[at]) <= absolute + relative
                    * Math.Abs(y[at]);
                if (!same || (double.IsInfinity(y[at]) && x[at] != y[at]))
                {
                    Assert.Fail(
                        $"{what}: element {at} of output {i} ({expected[i].Type}) is {x[at]:G9}, but the reference says {y[at]:G9}.");
                }
            }
        }
    }

    private static void SameBits(Tensor[] expected, Tensor[] found, string what)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (!expected[i].Evaluate().Bytes.SequenceEqual(found[i].Evaluate().Bytes))
                Assert.Fail($"{what}: output {i} ({expected[i].Type}) has other bits.");
        }
    }
}
