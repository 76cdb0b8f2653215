using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Cornea.Bench;

/// <summary>Runs the peer's script and this program as processes of their own, one at a time.</summary>
internal static class Peer
{
    public static PeerResult RunTorch(string folder, Arguments arguments)
    {
        var script = Path.GetFullPath(Path.Combine(folder, "torch"));
        if (!File.Exists(script))
            throw new PeerException($"The peer's script '{script}' does not exist. Pass its folder: --peer FOLDER, where FOLDER/torch runs PyTorch.");
        if (arguments.Lanes > 2)
            throw new PeerException($"The peer's script has settings for one core and for two, but {arguments.Lanes} lanes were asked for. Pass --lanes 1 or --lanes 2.");
        // Its warm-up epoch is not among those it counts.
        string[] words = [script, arguments.Lanes == 1 ? "best-1t" : "best", arguments.Workload.Name, "--epochs", Text(Math.Max(1, arguments.Epochs - 1))];
        var (code, output, errors) = Start("bash", words);
        var line = output.Split('\n').LastOrDefault(line => line.StartsWith('{'));
        if (code != 0 || line is null)
            throw new PeerException(
                $"The peer could not be measured: '{string.Join(' ', words)}' ended with code {code}. Its last words: " +
                $"{errors.TrimEnd().Split('\n')[^1]} It needs python3 with torch and numpy; its README says which packages.");
        try
        {
            return PeerResult.Read(line);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new PeerException($"The peer's answer cannot be read ({problem.Message}): {line}");
        }
    }

    public static TrainReport RunCornea(Arguments arguments)
    {
        var program = Environment.ProcessPath!;
        var assembly = Path.Combine(AppContext.BaseDirectory, "Cornea.Bench.dll");
        string[] words =
        [
            .. Path.GetFileNameWithoutExtension(program) == "dotnet" ? (string[])[assembly] : [],
            "train", arguments.Workload.Name, "--epochs", Text(arguments.Epochs), "--lanes", Text(arguments.Lanes),
            "--batch", Text(arguments.Batch), "--seed", Text(arguments.Seed), "--json",
        ];
        var (code, output, errors) = Start(program, words);
        return code == 0 ? TrainReport.Read(output) : throw new InvalidOperationException($"Our own run ended with code {code}: {errors}");
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
