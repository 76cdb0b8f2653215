using Cornea.Serving;

namespace Cornea.Hosting;

/// <summary>
/// How a model of a service is loaded and served. Bound to the section <c>Cornea:Models:NAME</c> of the configuration, where there is one.
/// </summary>
public sealed class CorneaModelOptions
{
    /// <summary>The file: <c>.keras</c> or <c>.h5</c>, or what <see cref="Load"/> reads.</summary>
    public string Path { get; set; } = "";

    /// <summary>Whether the file is looked at again and again, and read anew when it has changed.</summary>
    public bool Reload { get; set; } = true;

    /// <summary>The time between two looks at the file. A change is read when two looks saw the same.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary><see cref="ServingOptions.MaxBatch"/>.</summary>
    public int MaxBatch { get; set; } = 32;

    /// <summary><see cref="ServingOptions.MaxDelay"/>.</summary>
    public TimeSpan MaxDelay { get; set; }

    /// <summary><see cref="ServingOptions.QueueCapacity"/>.</summary>
    public int QueueCapacity { get; set; } = 1024;

    /// <summary><see cref="ServingOptions.WhenFull"/>.</summary>
    public FullQueue WhenFull { get; set; }

    /// <summary><see cref="ServingOptions.Deadline"/>.</summary>
    public TimeSpan? Deadline { get; set; }

    /// <summary>Threads of all batches together; as many as processors where null.</summary>
    public int? Threads { get; set; }

    /// <summary>Reads the file; <c>Model.Load</c> where null. Set in code alone.</summary>
    public Func<string, Model>? Load { get; set; }

    /// <summary>Changes what is not named here. Set in code alone.</summary>
    public Func<ServingOptions, ServingOptions>? Serving { get; set; }

    internal ServingOptions ToServingOptions(string name, string version, TimeProvider clock)
    {
        var options = new ServingOptions
        {
            Name = name,
            Version = version,
            MaxBatch = MaxBatch,
            MaxDelay = MaxDelay,
            QueueCapacity = QueueCapacity,
            WhenFull = WhenFull,
            Deadline = Deadline,
            Clock = clock,
        };
        if (Threads is { } threads)
            options = options with { Compile = options.Compile with { Threads = threads } };
        return Serving?.Invoke(options) ?? options;
    }
}
