using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Cornea.Reliability.Interruption;

/// <summary>
/// The training that is interrupted: dropout, batch normalization, an optimizer with moments, callbacks with memory, a validation. Started
/// again it goes on; at its end it writes the SHA-256 of weights, optimizer and history.
/// </summary>
internal static class TrainingProgram
{
    /// <summary>What the program prints when it stands in the order of signals.</summary>
    public const string Ready = "ready";

    /// <summary>What it prints before a step that may be followed by a save.</summary>
    public const string Saving = "saving";

    /// <summary>The exit code where a file could not be written.</summary>
    public const int InputOutput = 4;

    private const int Samples = 480;
    private const int Width = 12;
    private const int BatchSize = 16;
    private const int Epochs = 20;
    private const int SaveFrequency = 7;

    public static string BackupOf(string folder) => Path.Combine(folder, "backup");

    public static string ResultOf(string folder) => Path.Combine(folder, "result.txt");

    public static int Run(Arguments arguments)
    {
        using var stop = new StopSignals();
        Console.WriteLine(Ready);
        var folder = arguments.Values.Count == 1 ? arguments.Values[0] : throw new UsageException("train expects a folder.");
        try
        {
            var model = new Sequential(
            [
                new Dense(64, Activation.Relu, inputDim: Width), new BatchNormalization(), new Dropout(0.3), new Dense(32, Activation.Tanh),
                new Dense(1),
            ], seed: 5);
            model.Compile(new Adam(0.01), new MeanSquaredError(), [new MeanAbsoluteError()]);
            var history = Fit(model, arguments.Kind, folder, stop.Token);
            if (history.WasCanceled)
                return stop.ExitCode;
            AtomicFile.Write(ResultOf(folder), Digest(model, history));
            return 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(fault.Message);
            return InputOutput;
        }
    }

    private static History Fit(Sequential model, string kind, string folder, CancellationToken stop)
    {
        var x = RandomKey.From(3).Uniform([Samples, Width]).Compute();
        var y = x.Square().Sum(1, keepDims: true).Compute();
        List<Callback> callbacks =
        [
            new SavingMarker(SaveFrequency), new BackupAndRestore(BackupOf(folder), SaveFrequency),
            new ReduceLROnPlateau("loss", factor: 0.7, patience: 2), new EarlyStopping("val_loss", patience: 15, restoreBestWeights: true),
        ];
        var (train, held) = (Samples * 3 / 4, Samples);
        return kind switch
        {
            "arrays" => model.Fit(
                x, y, BatchSize, Epochs, Verbosity.Silent, validationSplit: 0.25, callbacks: callbacks, cancellationToken: stop),
            "dataset" => model.Fit(
                Dataset.From(x[..train], y[..train]).Shuffle(seed: 11).Batch(BatchSize).Prefetch(), Epochs, Verbosity.Silent,
                (x[train..held], y[train..held]), callbacks: callbacks, cancellationToken: stop),
            _ => throw new UsageException($"'{kind}' is no kind of training. There are arrays and dataset."),
        };
    }

    private static byte[] Digest(Sequential model, History history)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var weight in model.Weights)
            hash.AppendData(weight.Variable.AsBytes());
        foreach (var variable in model.Optimizer!.Variables)
            hash.AppendData(variable.AsBytes());
        foreach (var (name, values) in history)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(MemoryMarshal.AsBytes<double>(values.ToArray()));
        }
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
