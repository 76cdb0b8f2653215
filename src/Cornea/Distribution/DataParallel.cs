namespace Cornea.Distribution;

/// <summary>
/// Data-parallel training: every process has the whole model, each batch is cut into shards, each process computes the gradients of its
/// shards, and all processes apply their mean. Keras: <c>keras.distribution.DataParallel</c>.
/// </summary>
/// <remarks>
/// The batch size stays what <c>Fit</c> was told: that of all processes together. The gradients of the shards are added in the order of a
/// fixed binary tree over the shards, so the weights depend on the number of shards alone, never on the number of processes or on what
/// carries their messages: 1, 2, 3 or 8 processes end with the same bits. Dropout draws numbers of its own in each shard; batch
/// normalization normalizes each shard by its own statistics, as Keras's replicas do, and its moving statistics become the mean over the
/// shards.
/// </remarks>
/// <example>
/// <code>
/// using var mpi = Mpi.Init();
/// model.Fit(x, y, batchSize: 128, epochs: 5, strategy: new DataParallel(mpi, shards: 8));
/// </code>
/// </example>
public sealed class DataParallel
{
    /// <summary>Makes a strategy.</summary>
    /// <param name="collective">The group of processes.</param>
    /// <param name="shards">Into how many shards each batch is cut: as many as processes, at least. Give a number, the same wherever the
    /// program runs, to have the same bits on any number of processes; where null as many as there are processes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer shards than processes, so that some would have no work.</exception>
    public DataParallel(ICollective collective, int? shards = null)
    {
        ArgumentNullException.ThrowIfNull(collective);
        if (shards < collective.Size)
        {
            throw new ArgumentOutOfRangeException(
                nameof(shards), shards,
                $"DataParallel expects as many shards as processes at least, but received {shards} shards for {collective.Size} " +
                "processes. Give more shards, a multiple of the processes at best.");
        }
        (Collective, Shards) = (collective, shards ?? collective.Size);
    }

    /// <summary>The group of processes.</summary>
    public ICollective Collective { get; }

    /// <summary>Into how many shards each batch is cut.</summary>
    public int Shards { get; }

    /// <summary>Bytes of gradients that are reduced at once, while the backward pass goes on; 4 MiB unless set.</summary>
    public int BucketBytes { get; init; } = 4 << 20;

    /// <summary>Bytes of weights and optimizer state that travel in one message.</summary>
    internal int PieceBytes { get; init; } = CollectivePieces.DefaultBytes;

    /// <summary>Whether all processes compare a hash of their weights after each epoch, so that a machine that computes otherwise is found
    /// at once; true unless set.</summary>
    public bool ChecksWeights { get; init; } = true;

    /// <summary>Whether each process keeps the optimizer's state of some weights alone, moves those and sends them to the others: as the
    /// first stage of ZeRO. The weights have the same bits. The first process has the whole state after each epoch and
    /// where a callback asks for it (<see cref="Callback.NeedsStateAt"/>), as <see cref="BackupAndRestore"/> does.</summary>
    /// <remarks>Source: Rajbhandari et al. 2019, <i>ZeRO: Memory Optimizations Toward Training Trillion Parameter Models</i>.</remarks>
    public bool ShardsOptimizer { get; init; }

    /// <summary>Bytes of optimizer state that this process keeps while it trains; 0 before the first step.</summary>
    public long OptimizerBytes { get; internal set; }

    /// <summary>Whether this process prints and writes files: that of rank 0 does.</summary>
    public bool IsFirst => Collective.Rank == 0;

    /// <summary>What the communication of the last or running training cost.</summary>
    public CommunicationCost Cost { get; internal set; } = new(0, 0, TimeSpan.Zero, TimeSpan.Zero);
}
