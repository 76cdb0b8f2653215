using System.Runtime.InteropServices;

namespace Cornea.Distribution;

/// <summary>
/// A broadcast in pieces: MPI libraries count in 32-bit integers, and each message has to end within the time in which a process that
/// hangs is found. The processes agree on the bytes of a piece; one of them sends, the others receive or pass over as many bytes.
/// </summary>
internal static class CollectivePieces
{
    /// <summary>The bytes of a piece, unless <see cref="DataParallel.PieceBytes"/> says otherwise.</summary>
    public const int DefaultBytes = 64 << 20;

    /// <summary>Sends bytes to all other processes.</summary>
    public static void SendInPieces(this ICollective collective, ReadOnlySpan<byte> data, int piece)
    {
        // A collective operation wants memory that may be written.
        var copy = new byte[Math.Min(piece, data.Length)];
        while (data.Length > 0)
        {
            var part = copy.AsSpan(0, Math.Min(piece, data.Length));
            data[..part.Length].CopyTo(part);
            collective.Broadcast(part, collective.Rank);
            data = data[part.Length..];
        }
    }

    /// <summary>Receives what one process sends.</summary>
    public static void ReceiveInPieces(this ICollective collective, Span<byte> data, int piece, int root)
    {
        while (data.Length > 0)
        {
            var part = data[..Math.Min(piece, data.Length)];
            collective.Broadcast(part, root);
            data = data[part.Length..];
        }
    }

    /// <summary>Bytes of the first process, however many there are.</summary>
    /// <param name="collective">The processes.</param>
    /// <param name="own">The bytes in the first process; those of others are of no matter.</param>
    /// <param name="piece">Bytes that travel at once.</param>
    /// <returns>The bytes of the first process, in every process.</returns>
    public static byte[] OfFirst(this ICollective collective, byte[] own, int piece)
    {
        Span<int> length = [own.Length];
        collective.Broadcast(MemoryMarshal.AsBytes(length));
        if (collective.Rank == 0)
        {
            collective.SendInPieces(own, piece);
            return own;
        }
        var received = new byte[length[0]];
        collective.ReceiveInPieces(received, piece, root: 0);
        return received;
    }

    /// <summary>Takes part in the sending of bytes that this process does not need.</summary>
    public static void PassInPieces(this ICollective collective, long length, int piece, int root)
    {
        var unused = new byte[Math.Min(piece, length)];
        for (long done = 0; done < length; done += piece)
        {
            collective.Broadcast(unused.AsSpan(0, (int)Math.Min(piece, length - done)), root);
        }
    }
}
