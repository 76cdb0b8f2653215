using System.Runtime.CompilerServices;
using Cornea.Devices.Cpu.Elementwise;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu;

/// <summary>
/// Compiles on another core what nearly every first training step waits for: the register tiles of products and the loops of softmax,
/// which are compiled with full optimization when they are first called, some 20 ms together. Meanwhile the first plan is made. Once in
/// a process; nothing where code is compiled ahead or there is no other core.
/// </summary>
internal static class KernelPreparation
{
    private static int _begun;

    /// <summary>Begins, where nobody has yet.</summary>
    /// <param name="workers">Those that will run the plan.</param>
    public static void Begin(Workers workers)
    {
        if (workers.Count > 1 && RuntimeFeature.IsDynamicCodeCompiled && Interlocked.Exchange(ref _begun, 1) == 0)
            new Thread(Compile) { IsBackground = true, Name = "Cornea preparation" }.Start();
    }

    private static void Compile()
    {
        MicroKernel<float>.Best.Prepare();
        RowFunctions.Prepare();
    }
}
