using Cornea.Compilation.Scheduling;

namespace Cornea.Devices;

/// <summary>What the compiler and plans know of a device: its passes, its memory, and kernels that run there. One serves one
/// plan.</summary>
/// <param name="device">The device.</param>
internal abstract class Backend(Device device)
{
    private const int CopyBytes = 1 << 26; // at once, where a copy goes through the host
    private readonly Dictionary<HostMemory, DeviceMemory> _constants = [];

    /// <summary>The device.</summary>
    public Device Device { get; } = device;

    /// <summary>Passes of this device alone; none unless overridden.</summary>
    public virtual DevicePasses Passes => DevicePasses.None;

    /// <summary>Memory for a tensor or an arena.</summary>
    /// <param name="type">What it will hold.</param>
    /// <param name="cleared">Whether it is to hold zeros.</param>
    public abstract DeviceMemory Allocate(TensorType type, bool cleared = true);

    /// <summary>Copies all elements of one memory to another of the same type; either may be the host's.</summary>
    /// <param name="from">What to copy.</param>
    /// <param name="to">Where to.</param>
    public virtual void Copy(DeviceMemory from, DeviceMemory to) => CopyThroughHost(from, to);

    /// <summary>A spec made ready to run. The memory of its buffers is known.</summary>
    /// <param name="spec">What to do.</param>
    public abstract Kernel Lower(KernelSpec spec);

    /// <summary>Runs kernels in order and returns when their results are there.</summary>
    /// <param name="kernels">The kernels.</param>
    public virtual void Run(ReadOnlySpan<Kernel> kernels)
    {
        foreach (var kernel in kernels)
        {
            kernel.Run();
        }
    }

    /// <summary>Values that never change, where the device can read them: the host's own memory, or one copy for the whole plan.</summary>
    /// <param name="values">The values.</param>
    public DeviceMemory Constant(HostMemory values)
    {
        if (Device.UsesHostMemory)
        {
            return values;
        }
        if (!_constants.TryGetValue(values, out var copy))
        {
            _constants[values] = copy = Allocate(values.Type, cleared: false);
            Copy(values, copy);
        }
        return copy;
    }

    /// <summary>Copies by reading to the host and writing from there.</summary>
    /// <param name="from">What to copy.</param>
    /// <param name="to">Where to.</param>
    public static void CopyThroughHost(DeviceMemory from, DeviceMemory to)
    {
        var bytes = new byte[(int)Math.Min(CopyBytes, from.Type.Bytes)];
        for (long offset = 0; offset < from.Type.Bytes; offset += bytes.Length)
        {
            var part = bytes.AsSpan(0, (int)Math.Min(bytes.Length, from.Type.Bytes - offset));
            from.Read(offset, part);
            to.Write(offset, part);
        }
    }
}
