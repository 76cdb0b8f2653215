using System.Diagnostics;
using Cornea.Diagnostics;

namespace Cornea.Bench;

/// <summary>Predicts with a prepared model, as a program that serves answers does, and reports.</summary>
internal static class InferCommand
{
    private const int Samples = 9;
    private const double SampleSeconds = 0.25;

    public static int Run(Arguments arguments)
    {
        var workload = arguments.Workload;
        var model = workload.Model(arguments.Seed);
        var rates = new List<InferRate>();
        var random = new Random(1);
        foreach (var batch in arguments.Batches)
        {
            var predictor = model.Prepare(batch, new CompileOptions
            {
                Threads = arguments.Threads,
                Profile = arguments.Plan,
                WeightType = arguments.WeightType,
            });
            if (workload.Words > 0)
            {
                foreach (ref var word in predictor.Function.Input<int>(0))
                    word = random.Next(workload.Words);
            }
            else
            {
                foreach (ref var value in predictor.Input)
                    value = random.NextSingle();
            }
            rates.Add(Measure(predictor, batch));
            if (arguments.Plan)
                (arguments.Json ? Console.Error : Console.Out).WriteLine(predictor.Function);
        }
        var report = new InferReport
        {
            Workload = workload.Name,
            Threads = arguments.Threads,
            Batches = rates,
            PeakGflops = FmaPeak.Measure(arguments.Threads),
            PeakRssMib = Machine.PeakMemory,
            VectorBits = Machine.VectorBits,
            Processor = Machine.Processor,
        };
        Console.Out.WriteLine(arguments.Json ? report.ToJson() : report.ToString());
        return 0;
    }

    private static InferRate Measure(Predictor predictor, int batch)
    {
        var start = Stopwatch.GetTimestamp();
        var calls = 0;
        // Long enough for the runtime to compile what runs often once more.
        while (calls < 20 || Stopwatch.GetElapsedTime(start).TotalSeconds < 2 * SampleSeconds)
        {
            predictor.Run();
            calls++;
        }
        var inner = Math.Max(1, (int)(SampleSeconds * calls / Stopwatch.GetElapsedTime(start).TotalSeconds));
        var stretches = new Stretch[Samples];
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < inner; i++)
            predictor.Run();
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        var few = Math.Max(1, inner / 50);
        var least = double.PositiveInfinity;
        foreach (ref var stretch in stretches.AsSpan())
        {
            var mark = Stretch.Begin();
            for (var i = 0; i < inner; i += few)
            {
                var begin = Stopwatch.GetTimestamp();
                for (var j = 0; j < few; j++)
                    predictor.Run();
                least = Math.Min(least, Stopwatch.GetElapsedTime(begin).TotalSeconds / few);
            }
            stretch = mark.End();
        }
        var done = (inner + few - 1) / few * few;
        double[] clean = [.. stretches.Where(stretch => stretch.Clean).Select(stretch => stretch.Seconds)];
        var seconds = Spread.Of(clean.Length >= 3 ? clean : stretches.Select(stretch => stretch.Seconds));
        var call = seconds.Median / done;
        return new InferRate(
            batch, call * 1e6, least * 1e6, batch / call, predictor.Function.ProductOperations / call * 1e-9,
            (double)bytes / inner, Samples, clean.Length);
    }
}
