namespace Cornea.Bench;

/// <summary>A workload in float32 and in 8 bits, in turn: the time of a prediction, and what rounding costs in accuracy.</summary>
internal static class QuantizeCommand
{
    private const int CalibrationSamples = 256;

    public static int Run(Arguments arguments)
    {
        var workload = arguments.Workload;
        if (workload.Words > 0)
            throw new UsageException($"'{workload.Name}' takes words, and layers of its kind are not quantized from samples.");
        var model = workload.Model(arguments.Seed);
        var isTrained = workload.Goal is not null && arguments.EpochsGiven is not null;
        var data = !isTrained ? null
            : arguments.Images is { } folder ? Workloads.ImagesAs(Mnist.Load(folder), [-1, .. workload.Sample]) : workload.Data();
        if (data is not null)
        {
            model.Compile(workload.Optimizer(), workload.Loss(), [new Accuracy()],
                options: new CompileOptions { Threads = arguments.Threads });
            model.Fit(data.X, data.Y, batchSize: workload.Batch, epochs: arguments.Epochs, verbose: Verbosity.Silent);
        }
        var samples = data?.X.Narrow(0, 0, CalibrationSamples) ?? MadeUp(workload);
        var small = model.Quantize(samples);
        if (data is not null)
        {
            var (whole, rounded) = (Accuracy(model, data, workload.Batch), Accuracy(small, data, workload.Batch));
            Console.Out.WriteLine(FormattableString.Invariant(
                $"{workload.Name}, {arguments.Epochs} epochs, seed {arguments.Seed}: test accuracy {100 * whole:F2} % in float32, ")
                + FormattableString.Invariant($"{100 * rounded:F2} % in 8 bits: {100 * (rounded - whole):+0.00;-0.00;0.00} points"));
        }
        foreach (var batch in arguments.Batches.Count > 0 ? arguments.Batches : workload.InferenceBatches)
        {
            var options = new CompileOptions { Threads = arguments.Threads, Profile = arguments.Plan };
            Predictor[] predictors = [model.Prepare(batch, options), small.Prepare(batch, options)];
            var random = new Random(1);
            foreach (ref var value in predictors[0].Input)
                value = random.NextSingle();
            predictors[0].Input.CopyTo(predictors[1].Input);
            var (seconds, scaled) = InTurn.Medians(predictors);
            Console.Out.WriteLine(FormattableString.Invariant(
                $"{workload.Name,-12} batch {batch,3}: float32 {1e6 * seconds,10:F1} us; 8 bits {1e6 * scaled,10:F1} us; ")
                + FormattableString.Invariant($"ratio {scaled / seconds:F3}"));
            if (arguments.Plan)
                Console.Out.WriteLine(predictors[1].Function);
        }
        return 0;
    }

    private static double Accuracy(Model model, WorkloadData data, int batch) =>
        model.Evaluate(data.TestX, data.TestY, batchSize: batch, verbose: Verbosity.Silent)["accuracy"];

    // Weights that were never trained round as trained ones do, so the time is the same.
    private static Tensor MadeUp(Workload workload)
    {
        var random = new Random(2);
        var shape = workload.Sample.Insert(0, 16);
        return Tensor.Create<byte>(shape, random.NextBytes).ToFloat32() / 255f;
    }
}
