using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Cornea.Distribution;

/// <summary>One thread's place in an in-process group.</summary>
internal sealed class InProcessCollective(int rank, Meeting meeting) : ICollective
{
    private bool _isDisposed;

    public int Rank => rank;

    public int Size => meeting.Size;

    public string Description => "threads of one process";

    public void AllReduce(Span<float> values)
    {
        var all = meeting.Meet(rank, $"AllReduce of {values.Length} values", MemoryMarshal.AsBytes(values));
        values.Clear();
        foreach (var bytes in all)
        {
            TensorPrimitives.Add(values, MemoryMarshal.Cast<byte, float>(bytes), values);
        }
    }

    public void Broadcast(Span<byte> data, int root = 0) =>
        meeting.Meet(rank, $"Broadcast of {data.Length} bytes from {root}", rank == root ? data : [])[root].CopyTo(data);

    public void AllGather(ReadOnlySpan<byte> data, Span<byte> all)
    {
        var brought = meeting.Meet(rank, $"AllGather of {data.Length} bytes", data);
        for (var i = 0; i < brought.Count; i++)
        {
            brought[i].CopyTo(all[(i * data.Length)..]);
        }
    }

    public void AllToAll(ReadOnlySpan<byte> parts, Span<byte> received)
    {
        var brought = meeting.Meet(rank, $"AllToAll of {parts.Length} bytes", parts);
        var length = parts.Length / Size;
        for (var i = 0; i < brought.Count; i++)
        {
            brought[i].AsSpan(rank * length, length).CopyTo(received[(i * length)..]);
        }
    }

    public void Barrier() => meeting.Meet(rank, "Barrier", []);

    public void Fail(string reason, int exitCode = 1) => meeting.Leave(rank, reason);

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            meeting.Leave(rank, "it was disposed");
        }
    }
}
