using System.Globalization;
using System.Security.Cryptography;
using Cornea;
using Cornea.Distribution;
using Cornea.Mpi.Worker;

// One of the processes of a test: it trains a small network, and does on the way what the test asks of its rank.
//   train SHARDS EPOCHS [--timeout SECONDS] [--backup FOLDER] [--act RANK:STEP:WHAT] [--other RANK:WHAT] [--result FILE]
// WHAT of --act: throw, kill, hang. WHAT of --other: model, data, epochs.
var shards = int.Parse(args[1], CultureInfo.InvariantCulture);
var epochs = int.Parse(args[2], CultureInfo.InvariantCulture);
var timeout = TimeSpan.FromSeconds(double.Parse(Option("--timeout") ?? "60", CultureInfo.InvariantCulture));
try
{
    using var mpi = Mpi.Init(new MpiOptions { Timeout = timeout });
    var other = Option("--other")?.Split(':');
    var differs = other is not null && other[0] == mpi.Rank.ToString(CultureInfo.InvariantCulture) ? other[1] : "";
    var x = Tensor.From([.. Enumerable.Range(0, 300 * 64).Select(i => MathF.Sin(i * 0.37f) + (i % 7) * 0.1f)], [300, 8, 8, 1]);
    var y = Tensor.From([.. Enumerable.Range(0, 300).Select(i => (i * 7 + (differs == "data" ? 1 : 0)) % 10)], [300]);
    var model = new Sequential(
        [
            new Conv2D(differs == "model" ? 5 : 4, 3, activation: Activation.Relu), new BatchNormalization(), new Flatten(),
            new Dropout(0.3),
            new Dense(10, Activation.Softmax),
        ], seed: 7);
    model.Compile(new Adam(0.01), new SparseCategoricalCrossentropy(), metrics: [new SparseCategoricalAccuracy()]);
    var strategy = new DataParallel(mpi, shards) { BucketBytes = 4096 };
    List<Callback> callbacks = [];
    if (Option("--backup") is { } folder)
    {
        callbacks.Add(new BackupAndRestore(folder, saveFrequency: 3));
    }
    if (Option("--act")?.Split(':') is { } act && act[0] == mpi.Rank.ToString(CultureInfo.InvariantCulture))
    {
        callbacks.Add(new Act(long.Parse(act[1], CultureInfo.InvariantCulture), act[2]));
    }
    else
    {
        callbacks.Add(new Act(-1, ""));
    }
    var history = model.Fit(
        x, y, batchSize: 32, epochs: epochs + (differs == "epochs" ? 1 : 0), verbose: Verbosity.Silent, validationSplit: 0.2,
        callbacks: callbacks, strategy: strategy);
    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    foreach (var weight in model.Weights)
    {
        hash.AppendData(weight.Variable.AsBytes());
    }
    var text = string.Join(" ", history.Names.SelectMany(name => history[name])
        .Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
    hash.AppendData(System.Text.Encoding.UTF8.GetBytes(text));
    var line = $"rank {mpi.Rank} of {mpi.Size} by {mpi.Description}: {Convert.ToHexString(hash.GetHashAndReset())} ({strategy.Cost})";
    if (Option("--result") is { } file)
    {
        File.WriteAllText($"{file}.{mpi.Rank}", line);
    }
    Console.Out.WriteLine(line);
    return 0;
}
catch (CollectiveException exception)
{
    Console.Error.WriteLine("refused: " + exception.Message);
    return 3;
}

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 ? args[at + 1] : null;
