using System.Diagnostics;
using System.Globalization;
using Cornea.Distribution;

namespace Cornea.Mpi.Worker;

/// <summary>Measures the training step of a convolutional network on digits of 28 x 28, of 225,034 weights.</summary>
internal sealed class StepTime
{
    private const int Samples = 1024;
    private const int WarmUp = 5;
    private readonly ICollective _processes;
    private readonly Tensor _x =
        Tensor.From([.. Enumerable.Range(0, Samples * 784).Select(i => MathF.Sin(i * 0.37f))], [Samples, 28, 28, 1]);
    private readonly Tensor _y = Tensor.From([.. Enumerable.Range(0, Samples).Select(i => i * 7 % 10)], [Samples]);
    private readonly Sequential _model;
    private readonly int _batch;
    private readonly DataParallel? _strategy;

    private StepTime(ICollective processes, int batch, int? shards)
    {
        (_processes, _batch) = (processes, batch);
        _strategy = shards is null ? null : new DataParallel(processes, shards) { BucketBytes = 256 << 10, ChecksWeights = false };
        _model = new Sequential(
            [
                new Conv2D(32, 3, activation: Activation.Relu), new MaxPooling2D(2), new Conv2D(64, 3, activation: Activation.Relu),
                new MaxPooling2D(2), new Flatten(), new Dense(128, Activation.Relu), new Dense(10),
            ], seed: 1);
        _model.Compile(new SGD(0.01), new SparseCategoricalCrossentropy(fromLogits: true));
    }

    /// <summary>Measures steps of one kind.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="steps">Steps to measure.</param>
    /// <param name="batch">Samples of a step of all processes together; of this one where it trains alone.</param>
    /// <param name="shards">Shards of a batch; null for a training of each process alone.</param>
    public static void Run(ICollective processes, int steps, int batch, int? shards)
    {
        var step = new StepTime(processes, batch, shards);
        step.Warm();
        step.Print(step.Measure(steps));
    }

    /// <summary>Measures what training together costs: blocks of steps of each process alone and of all together, in turn, since this
    /// machine may be faster a second later.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="rounds">Blocks of each kind.</param>
    /// <param name="batch">Samples of a step of all processes together; each alone takes its share.</param>
    public static void Pair(ICollective processes, int rounds, int batch)
    {
        const int Steps = 20;
        var alone = new StepTime(processes, batch / processes.Size, null);
        var together = new StepTime(processes, batch, processes.Size);
        alone.Warm();
        together.Warm();
        var (single, shared, more) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            single.Add(Median(alone.Measure(Steps)));
            shared.Add(Median(together.Measure(Steps)));
            more.Add(shared[^1] - single[^1]);
        }
        alone.Print(single);
        together.Print(shared);
        if (processes.Rank == 0)
        {
            more.Sort();
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"together costs {Median(more):0.000} ms a step more: median of {rounds} pairs, " +
                $"quartiles {more[rounds / 4]:0.000} and {more[rounds * 3 / 4]:0.000}"));
        }
    }

    // The runtime compiles the hot code in the background.
    private void Warm() => Measure(150);

    private List<double> Measure(int steps)
    {
        var stamps = new List<long>();
        var clock = new LambdaCallback { TrainBatchEnd = (_, _) => stamps.Add(Stopwatch.GetTimestamp()) };
        _processes.Barrier();
        _model.Fit(
            _x, _y, batchSize: _batch, epochs: 1, stepsPerEpoch: steps + WarmUp, verbose: Verbosity.Silent, callbacks: [clock],
            strategy: _strategy);
        _processes.Barrier();
        return [.. stamps.Skip(WarmUp - 1).Zip(
            stamps.Skip(WarmUp), (first, second) => Stopwatch.GetElapsedTime(first, second).TotalMilliseconds)];
    }

    private void Print(List<double> times)
    {
        if (_processes.Rank == 0)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"median of {times.Count}: {Median(times):0.000} ms a step " +
                $"({_processes.Size} processes, {CompileOptions.Default.Threads} threads each, {_processes.Description}, batch {_batch}, " +
                $"{(_strategy is null ? "each alone" : $"{_strategy.Shards} shards: {_strategy.Cost}")})"));
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
