
namespace Cornea.Devices.Cpu.Matrix;

/// <summary>
/// Memory for packed panels. Plans that run one after another may share one: it grows to the most that any of them requires, and
/// each reads the addresses when it runs.
/// </summary>
/// <param name="lanes">The most lanes that will run a plan.</param>
internal sealed unsafe class GemmScratch(int lanes)
{
    private const int Alignment = 64;
    private byte[] _shared = [];
    private byte[] _lanes = [];
    private long _laneBytes;
    private long _sharedBytes;

    /// <summary>The most lanes that may run a plan.</summary>
    public int Lanes => lanes;

    /// <summary>Memory that all lanes share.</summary>
    public byte* Shared { get; private set; }

    private byte* First { get; set; }

    /// <summary>Memory of one lane.</summary>
    public byte* Lane(int lane) => First + (lane * _laneBytes);

    /// <summary>Makes room; must not be called while a plan runs.</summary>
    public void Require(long sharedBytes, long laneBytes)
    {
        if (sharedBytes > _sharedBytes)
        {
            _sharedBytes = sharedBytes;
            _shared = Allocate(sharedBytes, out byte* start);
            Shared = start;
        }
        if (laneBytes > _laneBytes)
        {
            // An odd number of cache lines keeps the lanes' buffers off the same cache sets.
            _laneBytes = ((laneBytes + 127) / 128 * 128) + 64;
            _lanes = Allocate(_laneBytes * lanes, out byte* start);
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
