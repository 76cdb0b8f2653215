namespace Cornea.Distribution;

/// <summary>
/// The collective operations of a group of processes (or threads) that train one model together. Every process calls the same operations
/// in the same order, from one thread at a time. The words are MPI's.
/// </summary>
/// <remarks>Buffers are bytes, so that every element type can travel; what is summed is summed by the caller, in an order of its own, since
/// no MPI library promises one.</remarks>
public interface ICollective : IDisposable
{
    /// <summary>The number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>How many processes there are.</summary>
    int Size { get; }

    /// <summary>What carries the messages, and its version, as in <c>Open MPI 4.1.4</c>.</summary>
    string Description { get; }

    /// <summary>Adds up the values of all processes; each gets the sums. The order of the additions is the carrier's.</summary>
    /// <param name="values">This process's values; the sums afterwards. As many in every process.</param>
    /// <exception cref="CollectiveException">Another process is gone, hangs or asked for another operation.</exception>
    void AllReduce(Span<float> values);

    /// <summary>Copies the bytes of one process to all.</summary>
    /// <param name="data">What to send in the root, what was received in the others. As many bytes in every process.</param>
    /// <param name="root">The process that sends.</param>
    /// <exception cref="CollectiveException">Another process is gone, hangs or asked for another operation.</exception>
    void Broadcast(Span<byte> data, int root = 0);

    /// <summary>Gives every process what each of them has.</summary>
    /// <param name="data">This process's bytes. As many in every process.</param>
    /// <param name="all"><see cref="Size"/> times as many bytes: those of process 0, then of process 1, and so on.</param>
    /// <exception cref="CollectiveException">Another process is gone, hangs or asked for another operation.</exception>
    void AllGather(ReadOnlySpan<byte> data, Span<byte> all);

    /// <summary>Sends a part to every process and receives one of each.</summary>
    /// <param name="parts"><see cref="Size"/> parts of equal length: the first for process 0, and so on.</param>
    /// <param name="received">As many bytes: what process 0 sent here, then process 1, and so on.</param>
    /// <exception cref="CollectiveException">Another process is gone, hangs or asked for another operation.</exception>
    void AllToAll(ReadOnlySpan<byte> parts, Span<byte> received);

    /// <summary>Returns when all processes have called it.</summary>
    /// <exception cref="CollectiveException">Another process is gone, hangs or asked for another operation.</exception>
    void Barrier();

    /// <summary>Says that this process cannot go on. The others, which would wait for it, fail instead: at once, or when this is
    /// disposed.</summary>
    /// <param name="reason">What went wrong, for the log.</param>
    /// <param name="exitCode">What the process returns where its end is what tells the others; not 0.</param>
    void Fail(string reason, int exitCode = 1);
}
