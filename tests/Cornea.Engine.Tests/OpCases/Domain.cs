namespace Cornea.Tests.OpCases;

/// <summary>Where an input's values are drawn from: evenly between two ends, or on a grid of multiples of a step.</summary>
public sealed record Domain(double Low, double High, double Step = 0)
{
    public double[] Draw(int count, DType dtype, System.Random random)
    {
        var values = new double[count];
        var low = dtype is DType.Bool or DType.UInt8 or DType.UInt16 or DType.UInt32 ? Math.Max(0, Low) : Low;
        var high = dtype == DType.Bool ? Math.Min(1, High) : High;
        for (var i = 0; i < count; i++)
        {
            values[i] = dtype.IsFloat() ? low + random.NextDouble() * (high - low)
                : random.NextInt64((long)Math.Ceiling(low), (long)Math.Floor(high) + 1);
            if (Step > 0)
                values[i] = Math.Round(values[i] / Step) * Step;
        }
        return values;
    }
}
