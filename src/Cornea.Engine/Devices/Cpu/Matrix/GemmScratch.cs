
namespace Cornea.Devices.Cpu.Matrix;

/// <summary>
/// Memory for packed panels. Plans that run one after another may share one: it grows to the most that any of them requires, and
/// each reads the addresses when it runs.
/// </summary>
/// <param name="workers">The most workers that will run a plan.</param>
internal sealed unsafe class GemmScratch(int workers)
{
    private const int Alignment = 64;
    private byte[] _shared = [];
    private byte[] _workers = [];
    private long _workerBytes;
    private long _sharedBytes;

    /// <summary>The most workers that may run a plan.</summary>
    public int Workers => workers;

    /// <summary>Memory that all workers share.</summary>
    public byte* Shared { get; private set; }

    private byte* First { get; set; }

    /// <summary>Memory of one worker.</summary>
    public byte* Worker(int worker) => First + (worker * _workerBytes);

    /// <summary>Makes room; must not be called while a plan runs.</summary>
    public void Require(long sharedBytes, long workerBytes)
    {
        if (sharedBytes > _sharedBytes)
        {
            _sharedBytes = sharedBytes;
            _shared = Allocate(sharedBytes, out byte* start);
            Shared = start;
        }
        if (workerBytes > _workerBytes)
        {
            // An odd number of cache lines keeps the workers' buffers off the same cache sets.
            _workerBytes = ((workerBytes + 127) / 128 * 128) + 64;
            _workers = Allocate(_workerBytes * workers, out byte* start);
            First = start;
        }
    }

    private static byte[] Allocate(long bytes, out byte* start)
    {
        byte[] array = GC.AllocateUninitializedArray<byte>(checked((int)(bytes + Alignment)), pinned: true);
        byte* first = (byte*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        start = first + ((Alignment - ((nint)first & (Alignment - 1))) & (Alignment - 1));
        return array;
    }
}
