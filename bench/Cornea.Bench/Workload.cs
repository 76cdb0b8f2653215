namespace Cornea.Bench;

/// <summary>A network, its data and its optimizer: the same work as the peer's script of that name.</summary>
/// <param name="Name">As the peer's script calls it.</param>
/// <param name="Network">What is trained, in words.</param>
/// <param name="Sample">The shape of one sample.</param>
/// <param name="UnitImages">Images whose time is reported: an epoch, or a thousand where the data is made up.</param>
/// <param name="StretchSteps">Steps of a stretch that is timed, as many as in the peer's script.</param>
/// <param name="ValidationImages">The last samples, kept for validation.</param>
/// <param name="Model">The untrained network for a seed.</param>
/// <param name="Optimizer">Moves the weights.</param>
/// <param name="Data">Training and test samples.</param>
internal sealed record Workload(
    string Name,
    string Network,
    Shape Sample,
    int UnitImages,
    int StretchSteps,
    int ValidationImages,
    Func<int, Model> Model,
    Func<Optimizer> Optimizer,
    Func<WorkloadData> Data)
{
    /// <summary>Samples of a step.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Batches of a call that predictions are timed for.</summary>
    public IReadOnlyList<int> InferenceBatches { get; init; } = [1, 32, 256];

    /// <summary>What is minimized.</summary>
    public Func<Loss> Loss { get; init; } = () => new CategoricalCrossentropy();

    /// <summary>Steps of an epoch of made-up samples; 0 where there is real data, or much of it.</summary>
    public int Steps { get; init; }

    /// <summary>The targets of so many made-up samples.</summary>
    public Func<int, Tensor>? Targets { get; init; }

    /// <summary>Whether samples are their own targets.</summary>
    public bool IsOwnTarget { get; init; }

    /// <summary>The vocabulary where samples are numbers of words; 0 where they are values.</summary>
    public int Words { get; init; }

    /// <summary>Made-up samples and targets for an epoch.</summary>
    public (Tensor X, Tensor Y) Samples()
    {
        var (count, random) = (Batch * Steps, new System.Random(1));
        var shape = Sample.Insert(0, count);
        var x = Words > 0
            ? Tensor.From([.. Enumerable.Range(0, shape.Size).Select(_ => random.Next(Words))], shape)
            : Tensor.Create<byte>(shape, random.NextBytes).ToFloat32() / 255f;
        return (x, IsOwnTarget ? x : Targets!(count));
    }

    /// <summary>What the accuracy command trains for and asks for; null where the data is made up.</summary>
    public AccuracyGoal? Goal { get; init; }
}
