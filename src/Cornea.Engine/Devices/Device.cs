using System.Diagnostics;
using Cornea.Devices;
using Cornea.Devices.Cpu;
using Cornea.Devices.Reference;

namespace Cornea;

/// <summary>
/// Where a <see cref="CompiledFunction"/> runs. Inputs and outputs of a function lie in the host's memory on every device; variables
/// are copied to the device that uses them, and back when the host reads them.
/// </summary>
/// <example><code>var function = new CompiledFunction([x], [y], options: new CompileOptions { Device = Device.Reference
/// });</code></example>
[DebuggerDisplay("{Name}")]
public abstract class Device : IMemorySpace
{
    // Not to be derived from outside yet: kernel specs, which a backend lowers, are not part of the public surface.
    internal Device(string name) => Name = name;

    /// <summary>The processor's cores: vectors, threads, fused kernels.</summary>
    public static Device Cpu { get; } = new CpuDevice();

    /// <summary>Plain loops in double that say what each kernel means. Slow; for checks.</summary>
    public static Device Reference { get; } = new ReferenceDevice();

    /// <summary>Its name in messages.</summary>
    public string Name { get; }

    /// <summary>Whether its memory is the host's.</summary>
    internal virtual bool UsesHostMemory => true;

    bool IMemorySpace.UsesHostMemory => UsesHostMemory;

    /// <summary>What compiles and runs one plan on this device.</summary>
    /// <param name="options">How the plan is compiled.</param>
    internal abstract Backend Open(CompileOptions options);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
