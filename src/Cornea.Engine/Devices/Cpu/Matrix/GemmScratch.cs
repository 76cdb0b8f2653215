
namespace Cornea.Devices.Cpu.Matrix;

/// <summary>
/// Memory that kernels need while they run: packed panels, results of parts. Plans that run one after another may share one: it grows
/// to the most that any of them requires, is made when it is first used, and each reads the addresses when it runs.
/// </summary>
/// <param name="workers">The most workers that will run a plan.</param>
internal sealed unsafe class GemmScratch(int workers)
{
    private const int Alignment = 64;
    private readonly Lock _making = new();
    private byte[]? _shared;
    private byte[]? _own;
    private long _workerBytes;
    private long _sharedBytes;
    private volatile nint _sharedStart; // 0 until it is made, and again once more is required
    private volatile nint _ownStart;

    /// <summary>The most workers that may run a plan.</summary>
    public int Workers => workers;

    /// <summary>Memory that all workers share.</summary>
    public byte* Shared => (byte*)(_sharedStart is not 0 and var start ? start : MakeShared());

    /// <summary>Bytes that were required so far, of all workers together.</summary>
    public long Bytes => _sharedBytes + (_workerBytes * workers);

    /// <summary>Memory of one worker.</summary>
    public byte* Worker(int worker) => (byte*)(_ownStart is not 0 and var start ? start : MakeOwn()) + (worker * _workerBytes);

    /// <summary>Makes room; must not be called while a plan runs.</summary>
    public void Require(long sharedBytes, long workerBytes)
    {
        if (sharedBytes > _sharedBytes)
        {
            (_sharedBytes, _shared, _sharedStart) = (sharedBytes, null, 0);
        }
        if (workerBytes > _workerBytes)
        {
            // An odd number of cache lines keeps the workers' buffers off the same cache sets.
            (_workerBytes, _own, _ownStart) = (((workerBytes + 127) / 128 * 128) + 64, null, 0);
        }
    }

    private nint MakeShared()
    {
        lock (_making)
        {
            if (_sharedStart == 0)
            {
                _shared = Allocate(_sharedBytes, out var start);
                _sharedStart = start;
            }
            return _sharedStart;
        }
    }

    private nint MakeOwn()
    {
        lock (_making)
        {
            if (_ownStart == 0)
            {
                _own = Allocate(_workerBytes * workers, out var start);
                _ownStart = start;
            }
            return _ownStart;
        }
    }

    private static byte[] Allocate(long bytes, out nint start)
    {
        byte[] array = GC.AllocateUninitializedArray<byte>(checked((int)(bytes + Alignment)), pinned: true);
        var first = System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        LargePages.Advise(first, bytes);
        start = first + ((Alignment - (first & (Alignment - 1))) & (Alignment - 1));
        return array;
    }
}
