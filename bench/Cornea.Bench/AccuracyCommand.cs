using System.Diagnostics;

namespace Cornea.Bench;

/// <summary>Trains a workload from several seeds for as long as its goal says, and compares the accuracy on the test images with
/// it.</summary>
internal static class AccuracyCommand
{
    public static int Run(Arguments arguments)
    {
        var workload = arguments.Workload;
        var goal = workload.Goal ?? throw new UsageException($"'{workload.Name}' has made-up data, so there is no accuracy to measure.");
        var epochs = arguments.EpochsGiven ?? goal.Epochs;
        var data = workload.Data();
        Say($"{workload.Name}: {workload.Network}; {epochs} epochs, batch {arguments.Batch}, validation split {goal.ValidationSplit}");
        var accuracies = new List<double>();
        for (var seed = arguments.Seed; seed < arguments.Seed + arguments.Seeds; seed++)
        {
            var start = Stopwatch.GetTimestamp();
            var model = workload.Model(seed);
            model.Compile(workload.Optimizer(), new CategoricalCrossentropy(), [new Accuracy()],
                options: new CompileOptions { Threads = arguments.Threads });
            model.Fit(data.X, data.Y, batchSize: arguments.Batch, epochs: epochs, verbose: Verbosity.Silent,
                validationSplit: goal.ValidationSplit);
            var test = model.Evaluate(data.TestX, data.TestY, batchSize: arguments.Batch, verbose: Verbosity.Silent);
            accuracies.Add(test["accuracy"]);
            Say($"seed {seed}: test accuracy {test["accuracy"]:P2}, "
                + $"loss {test.Loss:F4}, {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        }
        var mean = accuracies.Average();
        Say($"mean of {accuracies.Count}: {mean:P2} ({accuracies.Min():P2}-{accuracies.Max():P2}); expected at "
            + $"least {goal.Accuracy:P2}: {(mean >= goal.Accuracy ? "reached" : "NOT REACHED")}");
        return mean >= goal.Accuracy ? 0 : 1;
    }

    private static void Say(string line) => Console.Out.WriteLine(line);
}
