using Cornea.Compilation.Kernels;

namespace Cornea.Devices;

/// <summary>The kernels of a plan as they are printed.</summary>
internal interface IKernelTable
{
    /// <summary>What the kernels do, in order.</summary>
    IReadOnlyList<KernelSpec> Specs { get; }

    /// <summary>Which of several algorithms a kernel uses, or nothing.</summary>
    string AlgorithmOf(int kernel);

    /// <summary>The plan inside a kernel, or null.</summary>
    IKernelTable? InnerOf(int kernel);

    /// <summary>What the kernels' device can do at most, or null where nobody has measured it. Measures at the first call.</summary>
    Roofline? Limits { get; }

    /// <summary>Mean seconds of one kernel, or null when not profiled.</summary>
    double? Seconds(int kernel);
}
