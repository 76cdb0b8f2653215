using Cornea.Compilation.Scheduling;

namespace Cornea.Devices;

/// <summary>Turns kernel specs into kernels. The slots' addresses are known when it is called.</summary>
internal abstract class Backend
{
    public abstract Kernel Lower(KernelSpec spec);
}
