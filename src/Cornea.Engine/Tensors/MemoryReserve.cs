using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cornea;

/// <summary>
/// Keeps memory of tensors that are no longer used within the process, for the next ones.
/// </summary>
/// <remarks>
/// At each full collection the collector returns the pages behind the last pinned array of a region that is still used to the system,
/// and the system clears them at the next use: a third of the time it takes to decode a picture. Free memory in front of an array stays.
/// So a few arrays are put behind stretches of free memory, once.
/// </remarks>
internal static class MemoryReserve
{
    // Together more than is allocated from one collection to the next, and less than half of what the collector takes from the system at
    // once, and less than a damaged file may make a reader allocate. Only what tensors use of it is ever touched.
    private const int Block = 256 << 10, Blocks = 56;

    // What may lie between two arrays that follow each other: the header of one, rounded up.
    private const int Header = 64;
    private const long LeastMemory = 1L << 30;
    private const int LeastTensor = 64 << 10;

    // A process that does not come to two full collections has no use for it.
    private const int Collections = 2;

    private static byte[][] _kept = [];
    private static int _isDone;

    /// <summary>Called before memory for a tensor is allocated.</summary>
    /// <param name="bytes">Its size.</param>
    public static void Consider(long bytes)
    {
        if (bytes >= LeastTensor && _isDone == 0 && GC.CollectionCount(GC.MaxGeneration) >= Collections
            && Interlocked.Exchange(ref _isDone, 1) == 0 && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= LeastMemory)
        {
            // What the caller does now is not why memory is kept, so neither its time nor its account pays for it.
            ThreadPool.UnsafeQueueUserWorkItem(static _ => Keep(), null);
        }
    }

    // The collector decides where an array lies: in holes, at the end of one region, in the next one. So many are made, and the last of
    // each row of them stays; what was in front of it is the free memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep()
    {
        var blocks = new byte[Blocks][];
        var addresses = new nint[Blocks];
        for (int i = 0; i < Blocks; i++)
        {
            blocks[i] = GC.AllocateUninitializedArray<byte>(Block, pinned: true);
            addresses[i] = Address(blocks[i]);
        }
        Array.Sort(addresses, blocks);
        _kept = [.. blocks.Where((_, i) => IsFollowed(i - 1) && !IsFollowed(i))];

        bool IsFollowed(int i) => i >= 0 && i + 1 < Blocks && addresses[i + 1] - addresses[i] <= Block + Header;
    }

    private static unsafe nint Address(byte[] array) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
}
