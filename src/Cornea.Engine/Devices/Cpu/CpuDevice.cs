using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu;

/// <summary>The processor's cores.</summary>
internal sealed class CpuDevice() : Device("cpu")
{
    internal override Backend Open(CompileOptions options)
    {
        var workers = Workers.Get(options.Threads);
        KernelPreparation.Begin(workers);
        return new CpuBackend(this, options, workers, options.Workspace?.Scratch(workers, () => new GemmScratch(workers.Count))
            ?? new GemmScratch(workers.Count));
    }
}
