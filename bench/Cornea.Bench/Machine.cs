using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;

namespace Cornea.Bench;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    /// <summary>The most memory this process had resident so far, in MiB.</summary>
    public static double PeakMemory =>
        (OperatingSystem.IsLinux() ? PeakOnLinux() : Process.GetCurrentProcess().PeakWorkingSet64) / 1048576.0;

    /// <summary>Bits of the widest vectors the kernels use.</summary>
    public static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    public static string Processor
    {
        get
        {
            var line = OperatingSystem.IsLinux()
                ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
            return line is null ? "unknown processor" : line[(line.IndexOf(':') + 1)..].Trim();
        }
    }

    private static long PeakOnLinux()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}
