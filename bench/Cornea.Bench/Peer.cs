using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Cornea.Bench;

/// <summary>Runs the peer's script and this program as processes of their own, one at a time.</summary>
internal static class Peer
{
    /// <summary>Trains with PyTorch.</summary>
    /// <param name="folder">Where its script lies.</param>
    /// <param name="arguments">What is compared.</param>
    /// <param name="setting">The script's name for its settings; the best for these threads where null.</param>
    public static PeerResult RunTorch(string folder, Arguments arguments, string? setting = null)
    {
        // Its warm-up epoch is not among those it counts.
        var line = Torch(folder, arguments, setting, "--epochs", Text(Math.Max(1, setting is null ? arguments.Epochs - 1 : 1)))[^1];
        return Read(line, PeerResult.Read);
    }

    /// <summary>Predicts with PyTorch at its best settings, and with onnxruntime: images per second at each batch.</summary>
    public static (IReadOnlyList<PeerRate> Torch, IReadOnlyList<PeerRate> Onnx) RunInference(string folder, Arguments arguments)
    {
        var name = arguments.Workload.Name;
        var node = Path.GetFullPath(Path.Combine(folder, "node"));
        if (!Directory.Exists(Path.Combine(node, "node_modules", "onnxruntime-node")))
        {
            throw new PeerException(
                $"onnxruntime is missing: '{node}' has no node_modules/onnxruntime-node. Run there: npm install --ignore-scripts "
                    + $"onnxruntime-node");
        }
        var model = Path.Combine(Path.GetTempPath(), $"cornea-bench-{name}-{Environment.ProcessId}.onnx");
        try
        {
            var torch = Torch(folder, arguments, null, "--infer", "--infer-n", "5", "--max-s", "10");
            Torch(folder, arguments, null, "--export", model);
            if (!File.Exists(model))
                throw new PeerException($"The peer's script did not write '{model}' for onnxruntime.");
            string[] words = [Path.Combine(node, "ort_infer.js"), "--model", model, "--workload", name, "--threads",
                Text(arguments.Threads), "--samples", "5", "--max-s", "10"];
            var (code, output, errors) = Start("node", words);
            var onnx = Lines(output);
            if (code != 0 || onnx.Length == 0)
            {
                throw new PeerException(
                    $"onnxruntime could not be measured: 'node {string.Join(' ', words)}' ended with code {code}. Its last "
                        + $"words: {errors.TrimEnd().Split('\n')[^1]}");
            }
            return ([.. torch.Select(line => Read(line, PeerRate.Read))], [.. onnx.Select(line => Read(line, PeerRate.Read))]);
        }
        finally
        {
            File.Delete(model);
        }
    }

    private static string[] Torch(string folder, Arguments arguments, string? setting, params ReadOnlySpan<string> more)
    {
        var script = Path.GetFullPath(Path.Combine(folder, "torch"));
        if (!File.Exists(script))
        {
            throw new PeerException(
                $"The peer's script '{script}' does not exist. Pass its folder: --peer FOLDER, where FOLDER/torch runs PyTorch.");
        }
        if (arguments.Threads > 2)
        {
            throw new PeerException(
                $"The peer's script has settings for one core and for two, but {arguments.Threads} threads were asked for. Pass "
                    + $"--threads 1 or --threads 2.");
        }
        string[] words = [script, setting ?? (arguments.Threads == 1 ? "best-1t" : "best"), arguments.Workload.Name, .. more];
        var (code, output, errors) = Start("bash", words);
        var lines = Lines(output);
        return code == 0 && (lines.Length > 0 || more.Contains("--export"))
            ? lines
            : throw new PeerException(
                $"The peer could not be measured: '{string.Join(' ', words)}' ended with code {code}. Its last words: " +
                $"{errors.TrimEnd().Split('\n')[^1]} It needs python3 with torch and numpy; its README says which packages.");
    }

    private static string[] Lines(string output) => [.. output.Split('\n').Where(line => line.StartsWith('{'))];

    private static T Read<T>(string line, Func<string, T> read)
    {
        try
        {
            return read(line);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new PeerException($"The peer's answer cannot be read ({problem.Message}): {line}");
        }
    }

    public static TrainReport RunCornea(Arguments arguments) => TrainReport.Read(Cornea(
        "train", arguments.Workload.Name, "--epochs", Text(arguments.Epochs), "--threads", Text(arguments.Threads),
        "--batch", Text(arguments.Batch), "--seed", Text(arguments.Seed), "--json"));

    public static InferReport InferCornea(Arguments arguments) =>
        InferReport.Read(Cornea("infer", arguments.Workload.Name, "--batch", string.Join(',', arguments.Workload.InferenceBatches),
        "--threads", Text(arguments.Threads), "--json"));

    private static string Cornea(params string[] own)
    {
        var program = Environment.ProcessPath!;
        string[] words = Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? [Path.Combine(AppContext.BaseDirectory, "Cornea.Bench.dll"), .. own] : own;
        var (code, output, errors) = Start(program, words);
        return code == 0 ? output : throw new InvalidOperationException($"Our own run ended with code {code}: {errors}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static (int Code, string Output, string Errors) Start(string program, string[] words)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw new PeerException($"'{program}' cannot be started: {problem.Message}.");
        }
    }
}
