using Cornea.Devices.Cpu.Reduction;
using Cornea.Graph.Ops;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Reduction;

public sealed unsafe class ExtremesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Along_rows_and_columns_of_any_length_the_extreme_is_that_of_the_definition(bool smallest)
    {
        var accumulation = Accumulation.Of(smallest ? ReduceKind.Minimum : ReduceKind.Maximum, DType.Float32);
        var random = new System.Random(3);
        for (var count = 0; count < 150; count++)
        {
            var row = new float[count];
            for (var i = 0; i < count; i++)
            {
                // Mostly numbers, and now and then what is special.
                row[i] = random.Next(3 * count) switch
                {
                    0 => float.NaN,
                    1 => -0f,
                    2 => 0,
                    3 => float.NegativeInfinity,
                    _ => random.NextSingle() - 0.5f,
                };
            }
            float result;
            var columns = new float[count];
            fixed (float* x = row, to = columns)
            {
                accumulation.Start((byte*)&result, 1);
                accumulation.AddRow((byte*)&result, (byte*)x, count);
                accumulation.Start((byte*)to, count);
                accumulation.AddColumns((byte*)to, (byte*)x, count);
                var turned = row.AsEnumerable().Reverse().ToArray();
                fixed (float* y = turned)
                    accumulation.AddColumns((byte*)to, (byte*)y, count);
            }
            var expected = smallest ? float.PositiveInfinity : float.NegativeInfinity;
            for (var i = 0; i < count; i++)
            {
                expected = Extreme(expected, row[i]);
                Bits(columns[i]).ShouldBe(Bits(Extreme(row[i], row[count - 1 - i])));
            }
            Bits(result).ShouldBe(Bits(expected));
        }

        float Extreme(float a, float b) => smallest ? MathF.Min(a, b) : MathF.Max(a, b);
    }

    // Any NaN is as good as another.
    private static int Bits(float x) => BitConverter.SingleToInt32Bits(float.IsNaN(x) ? float.NaN : x);
}
