namespace Cornea.Distribution;

/// <summary>Where the members of an in-process group meet: all come, each reads what the others brought.</summary>
internal sealed class Meeting(int size, TimeSpan timeout)
{
    private readonly Lock _lock = new();
    private Round _round = new(size);
    private string? _failure;

    public int Size => size;

    /// <summary>Brings bytes and waits for all.</summary>
    /// <returns>What each member brought.</returns>
    public IReadOnlyList<byte[]> Meet(int rank, string operation, ReadOnlySpan<byte> data)
    {
        Round round;
        lock (_lock)
        {
            ThrowIfFailed();
            round = _round;
            (round.Brought[rank], round.Operations[rank]) = (data.ToArray(), operation);
            if (round.Brought.All(brought => brought is not null))
            {
                if (round.Operations.Any(other => other != operation))
                {
                    Fail("The processes asked for different operations: " +
                        string.Join(", ", round.Operations.Select((asked, member) => $"rank {member} {asked}")) +
                        ". Run the same program with the same data in all of them.");
                }
                _round = new Round(size);
                round.AllCame.TrySetResult(_failure);
            }
        }
        if (!round.AllCame.Task.Wait(timeout))
        {
            lock (_lock)
            {
                if (!round.AllCame.Task.IsCompleted)
                {
                    var missing = string.Join(", ", Enumerable.Range(0, size).Where(member => round.Brought[member] is null));
                    Fail($"Rank {missing} did not come to {operation} within {timeout.TotalSeconds:0.#} s. It hangs or has ended; look "
                        + $"at its log.");
                }
            }
        }
        // Who left after all had come leaves a round that is whole.
        return round.AllCame.Task.Result is { } failure ? throw new CollectiveException(failure) : (byte[][])round.Brought!;
    }

    /// <summary>A member is gone: whoever waits for it, or comes later, is told.</summary>
    public void Leave(int rank, string reason)
    {
        lock (_lock)
        {
            Fail($"Rank {rank} has ended while the others need it: {reason}");
        }
    }

    private void Fail(string message)
    {
        _failure ??= message;
        _round.AllCame.TrySetResult(_failure);
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw new CollectiveException(_failure);
        }
    }

    private sealed class Round(int size)
    {
        public byte[]?[] Brought { get; } = new byte[size][];

        public string[] Operations { get; } = new string[size];

        public TaskCompletionSource<string?> AllCame { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
