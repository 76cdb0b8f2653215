using Cornea.Compilation.Kernels;

namespace Cornea.Devices;

/// <summary>What a device can do at most, as measured: no kernel is done before its operations are computed and its bytes
/// moved.</summary>
/// <param name="Operations">Floating-point operations in float32 per second.</param>
/// <param name="Bytes">Bytes per second that are read from memory, past the caches.</param>
internal sealed record Roofline(double Operations, double Bytes)
{
    /// <summary>The least seconds a kernel can take whose values lie in memory, not in a cache.</summary>
    /// <param name="spec">The kernel.</param>
    public double Seconds(KernelSpec spec)
    {
        // A vector holds half as many elements of twice the size.
        var width = !spec.Writes.IsEmpty && spec.Writes[0].DType == DType.Float64 ? 2 : 1;
        return Math.Max(spec.Work * width / Operations, spec.Bytes / Bytes);
    }
}
