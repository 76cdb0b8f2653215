using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Cornea.Diagnostics;

namespace Cornea.Bench;

/// <summary>Trains a workload through the public API, as a user's program does, and reports.</summary>
internal static class TrainCommand
{
    public static int Run(Arguments arguments)
    {
        var (report, plan) = Train(arguments);
        if (plan is not null)
            (arguments.Json ? Console.Error : Console.Out).WriteLine(plan);
        Console.Out.WriteLine(arguments.Json ? report.ToJson() : report.ToString());
        return 0;
    }

    private static (TrainReport Report, string? Plan) Train(Arguments arguments)
    {
        var workload = arguments.Workload;
        var model = workload.Model(arguments.Seed);
        var isMadeUp = workload.Targets is not null || workload.IsOwnTarget;
        model.Compile(
            workload.Optimizer(), workload.Loss(), isMadeUp ? [] : [new Accuracy()],
            options: new CompileOptions
            {
                Threads = arguments.Threads,
                Profile = arguments.Plan,
                Checkpointing = arguments.Checkpointing,
            });
        var clock = new EpochClock(workload.StretchSteps);
        var (images, test) = isMadeUp ? FitMadeUp(workload, model, arguments, clock) : Fit(workload, model, arguments, clock);
        var plan = arguments.Plan ? string.Join('\n', model.CompiledSteps) : null;
        var memory = Machine.PeakMemory;
        // Whole batches are trained in the step that computes most.
        var gigaflop = 1e-9 * model.CompiledSteps.Max(step => step.ProductOperations) / arguments.Batch;

        var later = clock.Epochs.Count > 1 ? clock.Epochs.Skip(1) : clock.Epochs;
        var median = Spread.Of(later).Median;
        double[] clean = [.. clock.Stretches.Where(stretch => stretch.Clean).Select(stretch => stretch.Seconds)];
        var stretch = Spread.Of(clean.Length >= 3 ? clean : clock.Stretches.Select(stretch => stretch.Seconds)).Median;
        var unit = (double)workload.UnitImages;
        var seconds = double.IsNaN(stretch) ? median * unit / images : stretch * unit / (workload.StretchSteps * arguments.Batch);
        var peak = FmaPeak.Measure(arguments.Threads);
        var report = new TrainReport
        {
            Workload = workload.Name,
            Threads = arguments.Threads,
            Batch = arguments.Batch,
            Seed = arguments.Seed,
            Images = images,
            Steps = (images + arguments.Batch - 1) / arguments.Batch,
            SecondsPerEpoch = clock.Epochs,
            SecondsPerEpochMedian = median,
            UnitImages = workload.UnitImages,
            CleanSecondsPerUnit = seconds,
            Stretches = clock.Stretches.Count,
            CleanStretches = clean.Length,
            ValidationSeconds = clock.Validations.Count > 0 ? Spread.Of(clock.Validations.Skip(clock.Validations.Count > 1 ? 1 : 0)).Median
                : 0,
            MegaflopPerImage = 1e3 * gigaflop,
            ImagesPerSecond = images / median,
            Gflops = gigaflop * images / median,
            PeakGflops = peak,
            PeakShare = gigaflop * images / median / peak,
            PeakRssMib = memory,
            TestAccuracy = isMadeUp ? 0 : test["accuracy"],
            TestLoss = test.Loss,
            Weights = Hash(model),
            VectorBits = Machine.VectorBits,
            Processor = Machine.Processor,
        };
        return (report, plan);
    }

    private static (int Images, EvaluationResult Test) Fit(Workload workload, Model model, Arguments arguments, EpochClock clock)
    {
        var data = workload.Data();
        var images = data.X.Shape[0] - workload.ValidationImages;
        model.Fit(
            data.X, data.Y, batchSize: arguments.Batch, epochs: arguments.Epochs, verbose: Verbosity.Silent,
            validationSplit: (double)workload.ValidationImages / data.X.Shape[0], callbacks: [clock]);
        return (images, model.Evaluate(data.TestX, data.TestY, batchSize: arguments.Batch, verbose: Verbosity.Silent));
    }

    // Made-up samples teach nothing: there is no validation, and the loss on them stands for the test's.
    private static (int Images, EvaluationResult Test) FitMadeUp(Workload workload, Model model, Arguments arguments, EpochClock clock)
    {
        var (x, y) = workload.Samples();
        model.Fit(x, y, batchSize: arguments.Batch, epochs: arguments.Epochs, verbose: Verbosity.Silent, callbacks: [clock]);
        var few = arguments.Batch;
        return (x.Shape[0], model.Evaluate(x.Narrow(0, 0, few), y.Narrow(0, 0, few), batchSize: few, verbose: Verbosity.Silent));
    }

    private static string Hash(Model model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var weights in model.GetWeights())
            hash.AppendData(MemoryMarshal.AsBytes(weights.AsSpan<float>()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
