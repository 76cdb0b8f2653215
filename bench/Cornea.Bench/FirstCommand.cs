using System.Diagnostics;
using System.Runtime;
using System.Text.Json.Nodes;

namespace Cornea.Bench;

/// <summary>The first second: a program that has just begun, to the end of its first training steps.</summary>
internal static class FirstCommand
{
    /// <summary>Trains some steps and reports when they were done.</summary>
    /// <param name="arguments">What to train.</param>
    /// <param name="begin">The time stamp at the program's first line.</param>
    public static int Run(Arguments arguments, long begin)
    {
        var workload = arguments.Workload;
        var samples = workload.Steps > 0 ? workload with { Steps = Math.Min(workload.Steps, 20) }
            : workload with { Steps = 20, Targets = Classes };
        var model = workload.Model(arguments.Seed);
        var (x, y) = samples.Samples();
        (x, y) = (x.Compute(), y.Compute());
        var batches = Enumerable.Range(0, samples.Steps).Select(step => (
            x.Narrow(0, step * samples.Batch, samples.Batch).Compute(), y.Narrow(0, step * samples.Batch, samples.Batch).Compute()))
            .ToArray();
        var data = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        model.Compile(workload.Optimizer(), workload.Loss(), options: new CompileOptions { Threads = arguments.Threads });
        var ends = new double[arguments.Steps];
        for (var step = 0; step < ends.Length; step++)
        {
            var (input, target) = batches[step % batches.Length];
            model.TrainOnBatch(input, target);
            ends[step] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }
        var runtime = (DateTime.Now - Process.GetCurrentProcess().StartTime - Stopwatch.GetElapsedTime(begin)).TotalMilliseconds;
        // Names and values, not a type's properties: those are trimmed from a program that is published so.
        var result = new JsonObject
        {
            ["workload"] = workload.Name,
            ["threads"] = arguments.Threads,
            ["runtime_ms"] = Math.Round(runtime, 1),
            ["data_ms"] = Math.Round(data, 1),
            ["first_step_ms"] = Math.Round(ends[0], 1),
            ["first_step_alone_ms"] = Math.Round(ends[0] - data, 1),
            ["steps"] = ends.Length,
            ["all_steps_ms"] = Math.Round(ends[^1] - data, 1),
            ["last_step_ms"] = Math.Round(ends.Length > 1 ? ends[^1] - ends[^2] : ends[0] - data, 3),
            ["methods"] = JitInfo.GetCompiledMethodCount(),
            ["jit_ms"] = Math.Round(JitInfo.GetCompilationTime().TotalMilliseconds, 1),
        };
        Console.Out.WriteLine(result.ToJsonString());
        return 0;
    }

    private static Tensor Classes(int count)
    {
        var random = new Random(2);
        return OneHot.Encode(Tensor.From([.. Enumerable.Range(0, count).Select(_ => random.Next(10))], [count]), classes: 10);
    }
}
