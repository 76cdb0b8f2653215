namespace Cornea.Runs;

/// <summary>What a run was asked and what it ran on: the file <c>config.json</c> of a run folder.</summary>
/// <param name="Name">What the run is called.</param>
/// <param name="Model">The name of the model.</param>
public sealed record RunConfiguration(string Name, string Model)
{
    /// <summary>The number of the file's layout.</summary>
    public const int Schema = 1;

    /// <summary>When the run began, in UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>The seed of the model.</summary>
    public long Seed { get; init; }

    /// <summary>The number of parameters of the model.</summary>
    public long Parameters { get; init; }

    /// <summary>The epochs that were asked for.</summary>
    public int Epochs { get; init; }

    /// <summary>Training steps of an epoch; null where nobody knew before its end.</summary>
    public int? StepsPerEpoch { get; init; }

    /// <summary>The optimizer and its settings as text.</summary>
    public string Optimizer { get; init; } = "";

    /// <summary>The loss.</summary>
    public string Loss { get; init; } = "";

    /// <summary>The version of the library, with its commit.</summary>
    public string Version { get; init; } = "";

    /// <summary>The .NET runtime.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>The operating system and the processor architecture.</summary>
    public string System { get; init; } = "";

    /// <summary>Threads of a training step.</summary>
    public int Threads { get; init; }

    /// <summary>SHA-256 of the training data, see <see cref="DataHash"/>; empty where it was not given.</summary>
    public string DataHash { get; init; } = "";

    /// <summary>The process that trains, and the machine it runs on.</summary>
    public int Process { get; init; }

    /// <summary>The name of the machine.</summary>
    public string Machine { get; init; } = "";

    /// <summary>Settings of the program that trains, for example <c>data</c>, <c>batch</c> or <c>learning_rate</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>All that can differ between two runs, by name: the fields above and the settings.</summary>
    public IReadOnlyDictionary<string, string> ToTable()
    {
        var table = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["model"] = Model,
            ["seed"] = RunJson.Text(Seed),
            ["parameters"] = RunJson.Text(Parameters),
            ["epochs"] = RunJson.Text(Epochs),
            ["steps_per_epoch"] = StepsPerEpoch is { } steps ? RunJson.Text(steps) : "",
            ["optimizer"] = Optimizer,
            ["loss"] = Loss,
            ["version"] = Version,
            ["runtime"] = Runtime,
            ["system"] = System,
            ["threads"] = RunJson.Text(Threads),
            ["data_hash"] = DataHash,
        };
        foreach (var (name, value) in Settings)
            table[name] = value;
        return table;
    }
}
