using System.Globalization;
using System.Security.Cryptography;
using Cornea;
using Cornea.Distribution;
using Cornea.Mpi.Worker;

// One of the processes of a test or a measurement, or the program that kills some of them:
//   train SHARDS EPOCHS [--timeout SECONDS] [--backup FOLDER] [--act RANK:STEP:WHAT] [--other RANK:WHAT] [--result FILE]
//     trains a small network, and does on the way what the test asks of its rank.
//     WHAT of --act: throw, kill, hang. WHAT of --other: model, data, epochs, optimizer.
//   time STEPS [--batch B] [--shards S]      measures a training step; each process trains alone without --shards.
//   pair ROUNDS [--batch B]                  measures what a step costs more together than alone, in turn.
//   exchange [--bytes B] [--compute MS]      measures the reduction of gradients, and projects it to more machines.
//   large BYTES                              trains a network of so many bytes, which rank 0 sends to the others in pieces.
//   kills COUNT [--seed N]                   kills ranks of trainings under each launcher that is installed, and starts them again.
if (args[0] == "kills")
{
    var campaign = new KillCampaign(int.Parse(Option("--seed") ?? "1", CultureInfo.InvariantCulture), Console.Out);
    var launchers = MpiJob.Launchers;
    for (var i = 0; i < launchers.Count; i++)
    {
        var count = int.Parse(args[1], CultureInfo.InvariantCulture);
        campaign.Run(launchers[i], count / launchers.Count + (i < count % launchers.Count ? 1 : 0));
    }
    var longest = campaign.Ends.Count == 0 ? TimeSpan.Zero : campaign.Ends.Max();
    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{campaign.Ends.Count} kills, {campaign.Failures.Count} failed; slowest end {longest.TotalSeconds:0.00} s after the kill"));
    return campaign.Ends.Count > 0 && campaign.Failures.Count == 0 && longest < TimeSpan.FromSeconds(5) ? 0 : 1;
}
var timeout = TimeSpan.FromSeconds(double.Parse(Option("--timeout") ?? "60", CultureInfo.InvariantCulture));
try
{
    using var mpi = Cornea.Distribution.Mpi.Init(new MpiOptions { Timeout = timeout });
    if (args[0] == "time")
    {
        int? cut = Option("--shards") is { } asked ? int.Parse(asked, CultureInfo.InvariantCulture) : null;
        StepTime.Run(mpi, int.Parse(args[1], CultureInfo.InvariantCulture),
            int.Parse(Option("--batch") ?? "128", CultureInfo.InvariantCulture), cut);
        return 0;
    }
    if (args[0] == "pair")
    {
        StepTime.Pair(mpi, int.Parse(args[1], CultureInfo.InvariantCulture),
            int.Parse(Option("--batch") ?? "128", CultureInfo.InvariantCulture));
        return 0;
    }
    if (args[0] == "large")
    {
        LargeState.Run(mpi, long.Parse(args[1], CultureInfo.InvariantCulture));
        return Environment.ExitCode;
    }
    if (args[0] == "exchange")
    {
        ExchangeTime.Run(mpi, long.Parse(Option("--bytes") ?? "900136", CultureInfo.InvariantCulture),
            double.Parse(Option("--compute") ?? "20", CultureInfo.InvariantCulture));
        return 0;
    }
    var shards = int.Parse(args[1], CultureInfo.InvariantCulture);
    var epochs = int.Parse(args[2], CultureInfo.InvariantCulture);
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
    model.Compile(
        new Adam(0.01, beta1: differs == "optimizer" ? 0.8 : 0.9), new SparseCategoricalCrossentropy(),
        metrics: [new SparseCategoricalAccuracy()]);
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
