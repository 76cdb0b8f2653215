using System.Diagnostics;
using Shouldly;

namespace Cornea.Tests.House;

/// <summary>Every lesson runs, as a reader would start it.</summary>
[Collection(nameof(AloneCollection))]
public sealed class LessonTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static TheoryData<string> Lessons =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "lessons"), "*.cs").Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Lessons))]
    public async Task A_lesson_runs_to_its_end(string lesson)
    {
        using var scratch = new Scratch();
        var page = scratch["page.html"];
        var start = new ProcessStartInfo("dotnet", ["run", Path.Combine("lessons", lesson), "--", "--quick", "--html", page])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The test runner's own settings are not the reader's.
        foreach (var name in start.Environment.Keys.Where(
            name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("TESTINGPLATFORM", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output,
            error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        process.ExitCode.ShouldBe(0, $"{await output}\n{await error}");
        (await output).Trim().ShouldNotBeEmpty();
        // The page has the code beside what it made.
        File.ReadAllText(page).ShouldContain("<pre class=\"code\">");
    }
}
