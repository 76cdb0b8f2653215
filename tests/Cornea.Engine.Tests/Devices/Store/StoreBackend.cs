using Cornea.Compilation.Kernels;
using Cornea.Devices;
using Cornea.Devices.Reference;

namespace Cornea.Tests.Devices.Store;

/// <summary>Memory behind handles; kernels by the reference.</summary>
internal sealed class StoreBackend(Device device, CompileOptions options) : Backend(device, options)
{
    /// <summary>Kernels run by all store backends of this process.</summary>
    public static long KernelsRun { get; private set; }

    public override DeviceMemory Allocate(TensorType type, bool cleared = true) => new StoreMemory(type);

    public override Kernel Lower(KernelSpec spec) => ReferenceKernel.Of(spec, this);

    public override void Run(ReadOnlySpan<Kernel> kernels)
    {
        KernelsRun += kernels.Length;
        base.Run(kernels);
    }
}
