using Cornea.Compilation;

namespace Cornea.Backends;

/// <summary>A kernel spec made ready to run: addresses resolved, scratch reserved. Running allocates nothing.</summary>
internal abstract class Kernel(KernelSpec spec)
{
    public KernelSpec Spec { get; } = spec;

    public abstract void Run();
}
