using Cornea.Devices.Cpu.Matrix;

namespace Cornea.Devices.Cpu;

/// <summary>
/// Methods of generic types that only virtual calls reach. A compiler that works ahead of time for one assembly follows direct calls alone
/// and would leave these to the JIT, at the start of each program. Nobody calls what stands here: it is enough that it is compiled.
/// </summary>
internal static unsafe class ReachedVirtually
{
    /// <summary>What a product of float32 runs.</summary>
    public static void Products(
        MatMulKernel<float> kernel, GemmPlan<float> plan, StridedSource<float> source, ProgramEpilogue<float> epilogue, float* memory)
    {
        kernel.Run();
        kernel.Prepare();
        plan.RunTile(0, 0);
        source.Pack(memory, 0, 0, 0, 0, 0, 0);
        epilogue.Apply(0, 0, 0, 0, 0, memory, 0, 0);
    }
}
