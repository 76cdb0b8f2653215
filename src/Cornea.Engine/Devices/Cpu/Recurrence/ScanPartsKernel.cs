using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Recurrence;

/// <summary>A recurrence whose batch is shared out: each worker takes its rows through all steps, and nobody waits between them.</summary>
internal sealed class ScanPartsKernel : Kernel
{
    private readonly Workers _workers;
    private readonly Parts _parts;

    public ScanPartsKernel(ScanSpec spec, IReadOnlyList<ScanSpec> parts, CpuBackend backend, Workers workers) : base(spec)
    {
        _workers = workers;
        _parts = new Parts([.. parts.Select(part => new ScanKernel(part, backend.ForOneWorker()))]);
    }

    public override string Algorithm => $"{_parts.Kernels.Length} parts of the batch";

    public override IKernelTable? InnerPlan => _parts.Kernels[0].InnerPlan;

    public override long InnerBytes => _parts.Kernels.Sum(kernel => kernel.InnerBytes);

    public override void Run() => _workers.Run(_parts, _parts.Kernels.Length);

    private sealed class Parts(ScanKernel[] kernels) : TileWork
    {
        public ScanKernel[] Kernels { get; } = kernels;

        public override void RunTile(int tile, int worker) => Kernels[tile].Run();
    }
}
