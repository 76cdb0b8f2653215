using System.Diagnostics;
using System.Globalization;
using Cornea.Distribution;

namespace Cornea.Mpi.Worker;

/// <summary>Trains a network whose weights are longer than one message can be, each process beginning with others.</summary>
internal static class LargeState
{
    private const int Width = 256;
    private const int Tables = 4;

    /// <summary>Trains for an epoch of two steps and says whose weights this process has then.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="bytes">Bytes of the weights; most of them are frozen, so that memory goes to the weights.</param>
    public static void Run(ICollective processes, long bytes)
    {
        var rows = (int)(bytes / Tables / Width / sizeof(float));
        var input = Model.Input([], DType.Int32);
        Layer[] tables = [.. Enumerable.Range(0, Tables).Select(_ => new Embedding(rows, Width) { Trainable = false })];
        var outputs = new Dense(10, Activation.Softmax).On(new Add().On([.. tables.Select(table => table.On(input))]));
        var model = new Functional(input, outputs, seed: 7);
        model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy());
        for (var table = 0; table < Tables; table++)
        {
            tables[table].Weights[0].Variable.AssignBytes(values => values.Fill((byte)(16 + table + 8 * processes.Rank)));
        }
        var x = Tensor.From([.. Enumerable.Range(0, 64).Select(i => (int)(i * (rows - 1L) / 63))], [64]);
        var y = Tensor.From([.. Enumerable.Range(0, 64).Select(i => i % 10)], [64]);
        var begin = Stopwatch.GetTimestamp();
        model.Fit(x, y, batchSize: 32, verbose: Verbosity.Silent, strategy: new DataParallel(processes));
        // Those of the first process.
        var isRight = Enumerable.Range(0, Tables).All(table =>
            !tables[table].Weights[0].Variable.AsBytes().ContainsAnyExcept((byte)(16 + table)));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"rank {processes.Rank}: {model.Weights.Sum(weight => weight.Variable.Type.Bytes):N0} bytes of weights, " +
            $"{(isRight ? "those" : "NOT those")} of rank 0, after {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s"));
        if (!isRight)
        {
            Environment.ExitCode = 1;
        }
    }
}
