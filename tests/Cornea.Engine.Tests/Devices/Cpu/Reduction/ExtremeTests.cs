namespace Cornea.Tests.Devices.Cpu.Reduction;

/// <summary>The largest and the least of rows and columns of any length, with what is not a number and zeros of both signs among
/// them.</summary>
public sealed class ExtremeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(33)]
    [InlineData(100)]
    public void Extremes_are_those_of_comparing_one_by_one(int columns)
    {
        const int Rows = 21;
        var random = new Random(columns);
        var values = new float[Rows * columns];
        foreach (ref var value in values.AsSpan())
            value = random.Next(12) switch { 0 => 0f, 1 => -0f, _ => random.Next(-9, 2) };
        values[random.Next(values.Length)] = float.NaN;
        values[random.Next(values.Length)] = float.NegativeInfinity;
        float At(int row, int column) => values[(row * columns) + column];
        var x = Tensor.From(values, [Rows, columns]);
        // What a program makes is reduced another way than what lies in memory.
        foreach (var tensor in new[] { x, x * 1 + Tensor.From([0f]).Abs() })
        {
            Check(tensor.Max([1]), row => Enumerable.Range(0, columns).Select(column => At(row, column)).Aggregate(float.Max));
            Check(tensor.Min([1]), row => Enumerable.Range(0, columns).Select(column => At(row, column)).Aggregate(float.Min));
            Check(tensor.Max([0]), column => Enumerable.Range(0, Rows).Select(row => At(row, column)).Aggregate(float.Max));
            Check(tensor.Min([0]), column => Enumerable.Range(0, Rows).Select(row => At(row, column)).Aggregate(float.Min));
        }
    }

    private static void Check(Tensor found, Func<int, float> expected)
    {
        var values = found.ToArray<float>();
        for (var i = 0; i < values.Length; i++)
            Assert.Equal(expected(i), values[i]);
    }
}
