using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Cornea.Distribution;

/// <summary>
/// The processes of an MPI job. One thread makes all calls, as the level <c>MPI_THREAD_FUNNELED</c> asks. Operations are started and then
/// asked for until they end or time is up, so that a process that hangs is found and named.
/// </summary>
internal sealed unsafe class MpiCollective : ICollective
{
    private const int RollCallTag = 0x434F; // messages between pairs serve the roll call alone
    private const int LongestName = 256;
    private static readonly TimeSpan RollCall = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan UntilOutputIsRead = TimeSpan.FromSeconds(0.25);

    private readonly WorkerThread _thread = new("Cornea MPI");
    private readonly TimeSpan _timeout;
    private MpiLibrary _library = null!; // set on the thread of the calls
    private string[] _hosts = [];
    private string? _failure;
    private int _exitCode = 1;
    private bool _isDisposed;

    public MpiCollective(IReadOnlyList<string> paths, MpiLauncher launcher, TimeSpan timeout)
    {
        _timeout = timeout;
        try
        {
            _thread.Call(() => Start(paths, launcher));
        }
        catch
        {
            _thread.Dispose();
            throw;
        }
    }

    public int Rank { get; private set; }

    public int Size { get; private set; }

    public string Description => _library.Version;

    public void AllReduce(Span<float> values)
    {
        fixed (float* pointer = values)
        {
            var (address, count) = ((nint)pointer, values.Length);
            Run("AllReduce", () => _library.AllReduce((float*)address, count));
        }
    }

    public void Broadcast(Span<byte> data, int root = 0)
    {
        fixed (byte* pointer = data)
        {
            var (address, count) = ((nint)pointer, data.Length);
            Run("Broadcast", () => _library.Broadcast((void*)address, count, root));
        }
    }

    public void AllGather(ReadOnlySpan<byte> data, Span<byte> all)
    {
        Room(all.Length, (long)data.Length * Size, nameof(all));
        fixed (byte* from = data, to = all)
        {
            var (source, target, count) = ((nint)from, (nint)to, data.Length);
            Run("AllGather", () => _library.AllGather((void*)source, count, (void*)target));
        }
    }

    public void AllToAll(ReadOnlySpan<byte> parts, Span<byte> received)
    {
        Room(received.Length, parts.Length, nameof(received));
        fixed (byte* from = parts, to = received)
        {
            var (source, target, count) = ((nint)from, (nint)to, parts.Length / Size);
            Run("AllToAll", () => _library.AllToAll((void*)source, count, (void*)target));
        }
    }

    public void Barrier() => Run("Barrier", () => _library.Barrier());

    public void Fail(string reason, int exitCode = 1)
    {
        (_failure, _exitCode) = (reason, exitCode);
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        _thread.Call(() =>
        {
            // MPI_Finalize waits for all processes, for ever if need be: one that failed ends the job instead.
            if (_failure is null)
            {
                var request = _library.Barrier();
                if (Ends(ref request, _timeout))
                {
                    _library.Finish();
                    return;
                }
                _failure = $"not all processes ended within {_timeout.TotalSeconds:0.#} s";
            }
            // The job ends here, with this process: nobody else will say why.
            Console.Error.WriteLine($"Rank {Rank} ends the job: {_failure}");
            // MPICH's launcher throws away what it has not yet read from a process when the job ends.
            Thread.Sleep(UntilOutputIsRead);
            _library.Abort(_exitCode);
        });
        _thread.Dispose();
    }

    private void Start(IReadOnlyList<string> paths, MpiLauncher launcher)
    {
        _library = MpiLibrary.Load(paths) ?? throw new CollectiveException(
            $"This process was started by {launcher.Name}, but none of its libraries was found: {string.Join(", ", paths)}. Install the " +
            "MPI that the launcher belongs to on every machine, or set CORNEA_MPI_LIBRARY to its library.");
        if (_library.IsInitialized())
        {
            throw new CollectiveException("MPI was started before in this process. Call Mpi.Init once, and pass on what it returns.");
        }
        _library.Init();
        (Rank, Size) = (_library.Rank(), _library.Size());
        if (Size == 1 && launcher.Size > 1)
        {
            throw new CollectiveException(
                $"This process was started as one of {launcher.Size} by {launcher.Name}, but {_library.Version} ('{_library.Path}') " +
                "knows of one process alone: launcher and library are of different families. Start it by the library's own mpirun, or " +
                "set CORNEA_MPI_LIBRARY to the launcher's library.");
        }
        _hosts = Names(_library.ProcessorName());
    }

    private string[] Names(string own)
    {
        var mine = new byte[LongestName];
        Encoding.UTF8.GetBytes(own.Length > LongestName / 4 ? own[..(LongestName / 4)] : own, mine);
        var all = new byte[LongestName * Size];
        fixed (byte* from = mine, to = all)
        {
            var request = _library.AllGather(from, LongestName, to);
            Await(ref request, "the start");
        }
        return [.. Enumerable.Range(0, Size).Select(rank =>
            Encoding.UTF8.GetString(all, rank * LongestName, LongestName).TrimEnd('\0'))];
    }

    private void Run(string operation, Func<nint> start) => _thread.Call(() =>
    {
        if (_failure is not null)
        {
            throw new CollectiveException($"{operation} cannot run, because this process failed before: {_failure}");
        }
        try
        {
            var request = start();
            Await(ref request, operation);
        }
        catch (CollectiveException exception)
        {
            _failure = exception.Message;
            throw;
        }
    });

    private void Await(ref nint request, string operation)
    {
        if (Ends(ref request, _timeout))
        {
            return;
        }
        var missing = Missing();
        throw new CollectiveException(missing.Count > 0
            ? $"{operation} did not end within {_timeout.TotalSeconds:0.#} s: {string.Join(", ", missing.Select(NameOf))} does not " +
                "answer. It hangs, its machine is cut off, or it does something else; look at its log."
            : $"{operation} did not end within {_timeout.TotalSeconds:0.#} s, although all processes answer. One of them may be slower " +
                "than that (set MpiOptions.Timeout), or run another program or other data.");
    }

    private string NameOf(int rank) => rank < _hosts.Length ? $"rank {rank} on '{_hosts[rank]}'" : $"rank {rank}";

    // Everybody who waited as long calls the roll: who answers nobody hangs.
    private List<int> Missing()
    {
        Span<nint> sent = stackalloc nint[Size], received = stackalloc nint[Size];
        // Never freed: a message to a process that hangs may still be under way when this returns.
        var bytes = (byte*)NativeMemory.AllocZeroed((nuint)(2 * Size));
        for (var rank = 0; rank < Size; rank++)
        {
            if (rank != Rank)
            {
                sent[rank] = _library.Send(bytes + rank, 1, rank, RollCallTag);
                received[rank] = _library.Receive(bytes + Size + rank, 1, rank, RollCallTag);
            }
        }
        var missing = Enumerable.Range(0, Size).Where(rank => rank != Rank).ToList();
        var begin = Stopwatch.GetTimestamp();
        while (missing.Count > 0 && Stopwatch.GetElapsedTime(begin) < RollCall)
        {
            for (var i = missing.Count - 1; i >= 0; i--)
            {
                if (_library.Test(ref received[missing[i]]))
                {
                    missing.RemoveAt(i);
                }
            }
            Thread.Sleep(1);
        }
        return missing;
    }

    // A short wait is spent asking, since messages move only then; a long one leaves the core to those who compute.
    private bool Ends(ref nint request, TimeSpan timeout)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!_library.Test(ref request))
        {
            var waited = Stopwatch.GetElapsedTime(begin);
            if (waited > timeout)
            {
                return false;
            }
            if (waited.TotalMilliseconds < 2)
            {
                Thread.Yield();
            }
            else
            {
                Thread.Sleep(waited.TotalMilliseconds < 20 ? 0 : 1);
            }
        }
        return true;
    }

    private static void Room(int length, long needed, string name)
    {
        if (length < needed)
        {
            throw new ArgumentException($"The operation needs room for {needed:N0} bytes, but received {length:N0}. Pass a longer span.",
                name);
        }
    }
}
