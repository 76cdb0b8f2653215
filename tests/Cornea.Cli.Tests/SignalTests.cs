using System.Diagnostics;
using Shouldly;

namespace Cornea.Cli.Tests;

public sealed class SignalTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void The_first_signal_stops_after_the_batch_and_saves(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using var process = _tool.Start("train", "--limit", "2000", "--epochs", "1000000", "--quiet", "--out", "run");
        try
        {
            var history = _tool["run/history.jsonl"];
            while (!process.HasExited && !(File.Exists(history) && new FileInfo(history).Length > 0))
                Thread.Sleep(20);
            using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
                kill.WaitForExit();
            var result = Tool.End(process).ShouldHaveEndedWith(exitCode);
            result.Error.ShouldContain("Stopping after this batch... (Ctrl-C again to quit now)");
            result.Error.ShouldContain("Saved the weights and the history so far in run");
            SafetensorsFile.Read(_tool["run/weights.safetensors"]).Tensors.Count.ShouldBe(10);
            File.Exists(_tool["run/result.json"]).ShouldBeTrue();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
