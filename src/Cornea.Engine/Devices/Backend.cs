using Cornea.Compilation.Kernels;

namespace Cornea.Devices;

/// <summary>What the compiler and plans know of a device: its passes, its memory, and kernels that run there. One serves one
/// plan.</summary>
/// <param name="device">The device.</param>
/// <param name="options">How the plan is compiled.</param>
internal abstract class Backend(Device device, CompileOptions options)
{
    private readonly Dictionary<HostMemory, DeviceMemory> _constants = [];

    /// <summary>The device.</summary>
    public Device Device { get; } = device;

    /// <summary>How the plan is compiled.</summary>
    public CompileOptions Options { get; } = options;

    /// <summary>Passes of this device alone; none unless overridden.</summary>
    public virtual DevicePasses Passes => DevicePasses.None;

    /// <summary>What the device can do at most, measured when it is asked for first; null where that is not known.</summary>
    public virtual Roofline? Limits => null;

    /// <summary>Memory for a tensor or an arena.</summary>
    /// <param name="type">What it will hold.</param>
    /// <param name="cleared">Whether it is to hold zeros.</param>
    public abstract DeviceMemory Allocate(TensorType type, bool cleared = true);

    /// <summary>Copies all elements of one memory to another of the same type; either may be the host's.</summary>
    /// <param name="from">What to copy.</param>
    /// <param name="to">Where to.</param>
    public virtual void Copy(DeviceMemory from, DeviceMemory to) => from.CopyThroughHost(to);

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
            _constants[values] = copy = Copied(values);
        }
        return copy;
    }

    /// <summary>The memory of a variable: the host's own where the device uses that.</summary>
    /// <param name="variable">The variable.</param>
    public DeviceMemory MemoryOf(Variable variable) => Device.UsesHostMemory ? variable.Memory : variable.MemoryOn(Device, Copied);

    /// <summary>Binds what outlives a run to the device's memory; memory that was given stays.</summary>
    /// <param name="slot">A buffer slot; nothing is done for one of the arena.</param>
    public void Bind(BufferSlot slot)
    {
        if (slot.Kind == BufferSlotKind.Fixed && slot.Outer is null)
        {
            slot.Memory ??= slot.Variable is not null ? MemoryOf(slot.Variable)
                : slot.Constant is not null ? Constant(slot.Constant)
                : Allocate(slot.Type);
        }
    }

    private DeviceMemory Copied(HostMemory values)
    {
        var copy = Allocate(values.Type, cleared: false);
        Copy(values, copy);
        return copy;
    }
}
