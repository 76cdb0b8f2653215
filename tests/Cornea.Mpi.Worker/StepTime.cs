using System.Diagnostics;
using System.Globalization;
using Cornea.Distribution;

namespace Cornea.Mpi.Worker;

/// <summary>Measures the training step of a convolutional network on digits of 28 x 28, of 225,034 weights.</summary>
internal static class StepTime
{
    private const int WarmUp = 20;

    /// <summary>Runs.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="steps">Steps to measure.</param>
    /// <param name="batch">Samples of a step of all processes together; of this one where it trains alone.</param>
    /// <param name="shards">Shards of a batch; null for a training of each process alone.</param>
    public static void Run(ICollective processes, int steps, int batch, int? shards)
    {
        var x = Tensor.From([.. Enumerable.Range(0, 1024 * 784).Select(i => MathF.Sin(i * 0.37f))], [1024, 28, 28, 1]);
        var y = Tensor.From([.. Enumerable.Range(0, 1024).Select(i => i * 7 % 10)], [1024]);
        var model = new Sequential(
            [
                new Conv2D(32, 3, activation: Activation.Relu), new MaxPooling2D(2), new Conv2D(64, 3, activation: Activation.Relu),
                new MaxPooling2D(2), new Flatten(), new Dense(128, Activation.Relu), new Dense(10),
            ], seed: 1);
        model.Compile(new SGD(0.01), new SparseCategoricalCrossentropy(fromLogits: true));
        var strategy = shards is null ? null : new DataParallel(processes, shards) { BucketBytes = 256 << 10, ChecksWeights = false };
        var stamps = new List<long>();
        var clock = new LambdaCallback { TrainBatchEnd = (_, _) => stamps.Add(Stopwatch.GetTimestamp()) };
        processes.Barrier();
        model.Fit(
            x, y, batchSize: batch, epochs: 1, stepsPerEpoch: steps + WarmUp, verbose: Verbosity.Silent, callbacks: [clock],
            strategy: strategy);
        var times = stamps.Skip(WarmUp).Zip(stamps.Skip(WarmUp + 1), (first, second) => Stopwatch.GetElapsedTime(first, second))
            .Order().ToArray();
        processes.Barrier();
        if (processes.Rank == 0)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"median of {times.Length} steps: {times[times.Length / 2].TotalMilliseconds:0.000} ms " +
                $"({processes.Size} processes, {CompileOptions.Default.Threads} threads each, {processes.Description}, batch {batch}, " +
                $"{(strategy is null ? "each alone" : $"{shards} shards: {strategy.Cost}")})"));
        }
    }
}
