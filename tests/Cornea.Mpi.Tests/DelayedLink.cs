using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Cornea.Mpi.Tests;

/// <summary>
/// A link between two hosts that delivers each packet late: two tunnel interfaces whose packets this program carries from one to the
/// other, for kernels without netem.
/// </summary>
internal sealed class DelayedLink : IDisposable
{
    private const nuint SetInterface = 0x400454CA; // TUNSETIFF
    private const short TunnelWithoutHeader = 0x1001; // IFF_TUN | IFF_NO_PI
    private const int NameLength = 16;
    private const int RequestLength = 40;
    private const int LongestPacket = 65_536;

    private readonly TimeSpan _delay;
    private readonly SafeFileHandle _first;
    private readonly SafeFileHandle _second;
    private long _carried;

    /// <summary>Makes the two interfaces in this host; they are to be moved to the others.</summary>
    /// <param name="first">The name of one.</param>
    /// <param name="second">The name of the other.</param>
    /// <param name="delay">How late each packet comes.</param>
    /// <exception cref="IOException">The machine does not permit it.</exception>
    public DelayedLink(string first, string second, TimeSpan delay)
    {
        _delay = delay;
        _first = Open(first);
        _second = Open(second);
    }

    /// <summary>Packets that came over the link so far.</summary>
    public long Carried => Interlocked.Read(ref _carried);

    /// <summary>Begins to carry packets.</summary>
    public void Start()
    {
        Carry(_first, _second);
        Carry(_second, _first);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    // A reader that notes when a packet came, and a writer that waits until it is due. Both end with the interfaces.
    private void Carry(SafeFileHandle from, SafeFileHandle to)
    {
        var packets = new BlockingCollection<(long Due, byte[] Packet)>();
        Run(() =>
        {
            var buffer = new byte[LongestPacket];
            while (Read(from, buffer, buffer.Length) is var length and > 0)
            {
                packets.Add((Stopwatch.GetTimestamp() + (long)(_delay.TotalSeconds * Stopwatch.Frequency), buffer[..(int)length]));
            }
            packets.CompleteAdding();
        });
        Run(() =>
        {
            foreach (var (due, packet) in packets.GetConsumingEnumerable())
            {
                while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } left)
                {
                    Thread.Sleep(left);
                }
                Write(to, packet, packet.Length);
                Interlocked.Increment(ref _carried);
            }
        });
    }

    private static void Run(Action work) => new Thread(() =>
    {
        try
        {
            work();
        }
        catch (ObjectDisposedException)
        {
            // The link is gone.
        }
    })
    { IsBackground = true, Name = "delayed link" }.Start();

    private static SafeFileHandle Open(string name)
    {
        var handle = OpenFile("/dev/net/tun", 2); // O_RDWR
        var request = new byte[RequestLength]; // struct ifreq
        Encoding.ASCII.GetBytes(name, request.AsSpan(0, NameLength - 1));
        MemoryMarshal.Write(request.AsSpan(NameLength), TunnelWithoutHeader);
        if (handle.IsInvalid || Control(handle, SetInterface, request) < 0)
        {
            throw new IOException($"/dev/net/tun cannot be used: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
        return handle;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern SafeFileHandle OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Control(SafeFileHandle handle, nuint request, byte[] argument);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint Read(SafeFileHandle handle, byte[] buffer, nint length);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint Write(SafeFileHandle handle, byte[] buffer, nint length);
}
