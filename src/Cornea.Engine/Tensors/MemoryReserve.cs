using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cornea;

/// <summary>
/// Keeps memory of tensors that are no longer used within the process, for the next ones.
/// </summary>
/// <remarks>
/// At each full collection the collector returns the pages behind the last pinned array that is still used to the system, and the
/// system clears them at the next use: a third of the time it takes to decode a picture. Free memory in front of an array stays. So one
/// array is put behind a stretch of free memory, once.
/// </remarks>
internal static class MemoryReserve
{
    // More than is allocated from one collection to the next, and less than half of what the collector takes from the system at once, and
    // less than a damaged file may make a reader allocate. Only what tensors use of it is ever touched.
    private const int Stretch = 12 << 20;
    private const long LeastMemory = 1L << 30;
    private const int LeastTensor = 64 << 10, Attempts = 12;

    // A process that does not come to two full collections has no use for it.
    private const int Collections = 2;

    private static byte[]? _last;
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep()
    {
        var stretch = GC.AllocateUninitializedArray<byte>(Stretch, pinned: true);
        // Holes in front of the stretch are filled first: larger and larger arrays, until one lies behind it.
        var tried = new List<byte[]>();
        for (int attempt = 0; attempt < Attempts && _last is null; attempt++)
        {
            var array = GC.AllocateUninitializedArray<byte>(1024 << attempt, pinned: true);
            tried.Add(array);
            nint distance = Address(array) - Address(stretch);
            if (distance is >= Stretch and < 2 * Stretch)
            {
                _last = array;
            }
        }
        GC.KeepAlive(stretch);
        GC.KeepAlive(tried);
    }

    private static unsafe nint Address(byte[] array) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
}
