using System.Diagnostics;

namespace Cornea.Inspection;

/// <summary>How fast a machine computes, for estimates.</summary>
/// <param name="MacsPerSecond">Multiplications with an addition each in a matrix product of float32.</param>
/// <param name="BytesPerSecond">Bytes read and written by an elementwise function.</param>
public sealed record MachineSpeed(double MacsPerSecond, double BytesPerSecond)
{
    private const int Side = 384, Elements = 1 << 20, Runs = 5;

    private static readonly Lazy<MachineSpeed> Measured = new(Measure);

    /// <summary>The speed of this machine: measured once, in some hundredths of a second.</summary>
    public static MachineSpeed OfThisMachine => Measured.Value;

    /// <summary>What some work should take, in milliseconds: what is slower of computing and moving bytes.</summary>
    /// <param name="macs">Multiplications with an addition each.</param>
    /// <param name="bytes">Bytes read and written.</param>
    public double Milliseconds(long macs, long bytes) => 1000 * Math.Max(macs / MacsPerSecond, bytes / BytesPerSecond);

    private static MachineSpeed Measure()
    {
        var (a, b) = (Tensor.Input([Side, Side]), Tensor.Input([Side, Side]));
        var product = Seconds(new CompiledFunction([a, b], [Tensor.MatMul(a, b)]));
        var x = Tensor.Input([Elements]);
        var sum = Seconds(new CompiledFunction([x], [x + 1f]));
        return new MachineSpeed((double)Side * Side * Side / product, 2.0 * Elements * sizeof(float) / sum);
    }

    private static double Seconds(CompiledFunction function)
    {
        function.Run();
        var best = double.PositiveInfinity;
        for (var run = 0; run < Runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            function.Run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return Math.Max(best, 1e-9);
    }
}
