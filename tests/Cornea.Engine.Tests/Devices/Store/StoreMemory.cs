namespace Cornea.Tests.Devices.Store;

/// <summary>A handle into the store. The store keeps each memory inverted, so that nobody who takes its bytes for the host's goes
/// unnoticed.</summary>
internal sealed class StoreMemory : DeviceMemory
{
    private static readonly Dictionary<long, byte[]> Store = [];
    private static long _next;

    private readonly long _handle;

    public StoreMemory(TensorType type) : base(type)
    {
        lock (Store)
        {
            _handle = _next++;
            var bytes = new byte[type.Bytes];
            bytes.AsSpan().Fill(byte.MaxValue);
            Store[_handle] = bytes;
        }
    }

    ~StoreMemory()
    {
        lock (Store)
        {
            Store.Remove(_handle);
        }
    }

    public override void Read(long offset, Span<byte> destination)
    {
        var bytes = Bytes().AsSpan((int)offset, destination.Length);
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = (byte)~bytes[i];
        }
    }

    public override void Write(long offset, ReadOnlySpan<byte> source)
    {
        var bytes = Bytes().AsSpan((int)offset, source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            bytes[i] = (byte)~source[i];
        }
    }

    private byte[] Bytes()
    {
        lock (Store)
        {
            return Store[_handle];
        }
    }
}
