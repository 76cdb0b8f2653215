using Cornea.Compilation.Scheduling;

namespace Cornea.Devices;

/// <summary>A kernel spec made ready to run: addresses resolved, scratch reserved. Running allocates nothing.</summary>
internal abstract class Kernel(KernelSpec spec)
{
    public KernelSpec Spec { get; } = spec;

    /// <summary>Which of several ways it goes, in printed plans; empty where there is only one.</summary>
    public virtual string Algorithm => "";

    public abstract void Run();
}
