using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Cornea.Cli.Help;
using Cornea.Cli.Options;
using Cornea.Cli.Output;
using Cornea.Diagnostics;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea doctor</c>: what this machine gives to a training.</summary>
internal static class DoctorCommand
{
    private const int NarrowTerminal = 60;

    // A product of this size takes some milliseconds: long enough to be measured, short enough to wait for.
    private const int Side = 1024;
    private const int Repeats = 5;

    public static Command Create()
    {
        var json = ValueOptions.Switch("--json", "Print it as one JSON object.");
        var command = new ToolCommand("doctor", "Show what this machine gives to a training: vectors, threads, memory, speed, cache.",
            new Example("cornea doctor")) { json };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result, result.GetValue(json));
            var facts = Describe();
            if (output.Json)
            {
                output.WriteJson(writer =>
                {
                    foreach (var (name, value) in facts)
                        writer.WriteString(name.Replace(",", "").Replace(' ', '_'), value);
                });
                return;
            }
            // Values stand beside their names, below them where there is little room.
            var column = output.Terminal.Width < NarrowTerminal ? 2 : 22;
            foreach (var (name, value) in facts)
            {
                var head = name.PadRight(column);
                if (head.Length > column)
                {
                    output.Result.WriteLine(name);
                    head = new string(' ', column);
                }
                foreach (var (line, isFirst) in Wrapping.Lines(value, output.Terminal.Width - column))
                    output.Result.WriteLine((isFirst ? head : new string(' ', column)) + line);
            }
        });
        return command;
    }

    private static List<(string Name, string Value)> Describe()
    {
        var threads = CompileOptions.Default.Threads;
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        List<(string Name, string Value)> facts =
        [
            ("version", VersionCommand.Text),
            ("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
            ("vectors", Vectors()),
            ("fused multiply-add", Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported ? "yes"
                : "no: trainings will be slow"),
            ("threads", string.Create(CultureInfo.InvariantCulture,
                $"{threads} (of {Environment.ProcessorCount} processors; CORNEA_THREADS or --threads change it)")),
            ("memory", $"{Sizes.Bytes(memory)} for this process (CORNEA_MEMORY_LIMIT lowers it)"),
            ("cache", Cache()),
        ];
        foreach (var count in (ReadOnlySpan<int>)(threads == 1 ? [1] : [1, threads]))
        {
            var many = count == 1 ? "1 thread" : string.Create(CultureInfo.InvariantCulture, $"{count} threads");
            var (peak, product) = (FmaPeak.Measure(count), Product(count));
            facts.Add(($"peak, {many}", string.Create(CultureInfo.InvariantCulture,
                $"{peak:F0} GF/s of fused multiply-adds (float32)")));
            facts.Add(($"product, {many}", string.Create(CultureInfo.InvariantCulture,
                $"{product:F0} GF/s in a matrix product of {Side} x {Side}, {product / peak:P0} of the peak")
                + (product < 0.5 * peak ? ": less than expected; is something else running?" : "")));
        }
        return facts;
    }

    private static double Product(int threads)
    {
        Tensor a = Tensor.Full([Side, Side], 0.5f), b = Tensor.Full([Side, Side], 0.25f);
        var (x, y) = (new Variable(a), new Variable(b));
        var function = new CompiledFunction(
            [], [Tensor.MatMul(x.Value, y.Value)], options: CompileOptions.Default with { Threads = threads });
        var best = double.PositiveInfinity;
        for (var i = 0; i <= Repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            function.Run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2.0 * Side * Side * Side / best / 1e9;
    }

    private static string Cache()
    {
        var folder = DataCache.Root;
        if (!Directory.Exists(folder))
            return $"{folder} (empty)";
        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        return $"{folder} ({Sizes.Bytes(files)})";
    }

    private static string Vectors() =>
        Vector512.IsHardwareAccelerated ? "512 bits (AVX-512)"
        : Vector256.IsHardwareAccelerated ? "256 bits (AVX2)"
        : Vector128.IsHardwareAccelerated ? "128 bits" : "none: trainings will be slow";
}
