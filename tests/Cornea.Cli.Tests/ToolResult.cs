using Shouldly;

namespace Cornea.Cli.Tests;

/// <summary>What a run of the tool left.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public ToolResult ShouldHaveEndedWith(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, $"stdout:\n{Output}\nstderr:\n{Error}");
        return this;
    }
}
