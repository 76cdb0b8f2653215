using Shouldly;

namespace Cornea.Tests.OpCases;

public sealed class RandomGraphTests
{
    private const int GraphsPerTest = 10;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 20).Select(i => i * GraphsPerTest)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_graphs_have_the_values_of_the_reference(int first)
    {
        for (var seed = first; seed < first + GraphsPerTest; seed++)
        {
            var graph = new RandomGraph(seed, DType.Float64);
            var (expected, found) = (graph.Define(), graph.Run(new()));
            for (var i = 0; i < expected.Length; i++)
            {
                var (x, y) = (found[i].ToArray<double>(), expected[i].ToArray<double>());
                for (var at = 0; at < y.Length; at++)
                {
                    if (!(Math.Abs(x[at] - y[at]) <= 1e-9 * (1 + Math.Abs(y[at]))))
                    {
                        Assert.Fail(
                            $"Graph {seed}: element {at} of output {i} ({expected[i].Type}) is {x[at]:G9}, but the reference "
                                + $"says {y[at]:G9}.");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_graphs_have_the_same_bits_fused_and_unfused(int first) =>
        SameBits(first, new() { Fuse = false }, new(), scale: 13);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_graphs_have_the_same_bits_on_one_and_three_threads(int first) =>
        SameBits(first, new() { Threads = 1 }, new() { Threads = 3 }, scale: 13);

    private static void SameBits(int first, CompileOptions one, CompileOptions other, int scale = 1)
    {
        for (var seed = first; seed < first + GraphsPerTest; seed++)
        {
            var graph = new RandomGraph(seed, DType.Float32, scale);
            var (expected, found) = (graph.Run(one), graph.Run(other));
            for (var i = 0; i < expected.Length; i++)
            {
                expected[i].Evaluate().Bytes.SequenceEqual(found[i].Evaluate().Bytes)
                    .ShouldBeTrue($"graph {seed}, output {i} ({expected[i].Type})");
            }
        }
    }
}
