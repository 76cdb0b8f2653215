using Cornea.Compilation;

namespace Cornea.Backends;

/// <summary>Turns kernel specs into kernels. The slots' addresses are known when it is called.</summary>
internal abstract class Backend
{
    public abstract Kernel Lower(KernelSpec spec);
}
