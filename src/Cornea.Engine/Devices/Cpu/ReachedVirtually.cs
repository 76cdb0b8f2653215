using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu;

/// <summary>
/// Methods of generic types that only virtual calls reach. A compiler that works ahead of time for one assembly follows direct calls alone
/// and would leave these to the JIT, at the start of each program. Nobody calls what stands here: it is enough that it is compiled.
/// </summary>
internal static unsafe class ReachedVirtually
{
    /// <summary>What a product of float32 runs.</summary>
    public static void Products(
        GemmPlan<float> plan, StridedSource<float> source, ProgramEpilogue<float> epilogue, Workers workers, float* memory)
    {
        plan.Run(workers);
        plan.Compute(0, 0);
        source.PackLines(memory, 0, 0, 0, 0, 0, 0);
        epilogue.Finish(0, 0, 0, 0, 0, memory, 0, 0);
    }
}
