namespace Cornea.Distribution;

/// <summary>The group of one process: every operation copies. What a program gets that was started without a launcher.</summary>
public sealed class SingleProcess : ICollective
{
    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Size => 1;

    /// <inheritdoc/>
    public string Description => "one process";

    /// <inheritdoc/>
    public void AllReduce(Span<float> values)
    {
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> data, int root = 0)
    {
    }

    /// <inheritdoc/>
    public void AllGather(ReadOnlySpan<byte> data, Span<byte> all) => data.CopyTo(all);

    /// <inheritdoc/>
    public void AllToAll(ReadOnlySpan<byte> parts, Span<byte> received) => parts.CopyTo(received);

    /// <inheritdoc/>
    public void Barrier()
    {
    }

    /// <inheritdoc/>
    public void Fail(string reason, int exitCode = 1)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
