using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Reference;

/// <summary>Every kernel spec as plain loops in double, over copies of what it reads: it works on any device's memory.</summary>
internal sealed class ReferenceKernelBackend(Device device, CompileOptions options) : Backend(device, options)
{
    public override DeviceMemory Allocate(TensorType type, bool cleared = true) => new HostMemory(type, cleared);

    public override Kernel Lower(KernelSpec spec) => ReferenceKernel.Of(spec, this);
}
