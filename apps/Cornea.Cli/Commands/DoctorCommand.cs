using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Cornea.Diagnostics;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea doctor</c>: what this machine gives to a training.</summary>
internal static class DoctorCommand
{
    public const string Name = "doctor";

    public const string Examples = "  cornea doctor                       what this machine gives to a training";

    public static Command Create()
    {
        var command = new Command(Name, "Show what this machine gives to a training: vectors, threads, memory, speed.");
        command.SetAction(result => Write(result.InvocationConfiguration.Output));
        return command;
    }

    private static void Write(TextWriter output)
    {
        var threads = CompileOptions.Default.Threads;
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        Line("version", VersionCommand.Text);
        Line("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        Line("vectors", Vectors());
        Line("fused multiply-add", Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported ? "yes"
            : "no: trainings will be slow");
        Line("threads", $"{threads} (of {Environment.ProcessorCount} processors; CORNEA_THREADS or --threads change it)");
        Line("memory",
            string.Create(CultureInfo.InvariantCulture,
            $"{memory / (double)(1L << 30):F1} GiB for this process (CORNEA_MEMORY_LIMIT lowers it)"));
        foreach (var count in (ReadOnlySpan<int>)(threads == 1 ? [1] : [1, threads]))
        {
            Line(count == 1 ? "peak, 1 thread" : $"peak, {count} threads",
                string.Create(CultureInfo.InvariantCulture, $"{FmaPeak.Measure(count):F0} GF/s of fused multiply-adds (float32)"));
        }

        void Line(string name, string value) => output.WriteLine($"{name,-20}{value}");
    }

    private static string Vectors() =>
        Vector512.IsHardwareAccelerated ? "512 bits (AVX-512)"
        : Vector256.IsHardwareAccelerated ? "256 bits (AVX2)"
        : Vector128.IsHardwareAccelerated ? "128 bits" : "none: trainings will be slow";
}
