using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>
/// Replays one file of reference cases. A new kind of file needs one class derived from this and its line in
/// <see cref="ConformanceRun.Replays"/>; most override <see cref="Check"/> alone.
/// </summary>
public abstract class Replay
{
    /// <summary>The name of the file, or of the sub-folder, that this replays.</summary>
    public abstract string File { get; }

    /// <summary>Replays all cases. The default opens the file and checks each element of its "cases".</summary>
    /// <param name="path">The path of the file or the sub-folder.</param>
    public virtual IEnumerable<CaseResult> Run(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        foreach (var test in document.RootElement.GetProperty("cases").EnumerateArray())
            yield return Judge(test.Text("id"), Group(test), comparison => Check(test, comparison));
    }

    /// <summary>
    /// Computes one case and compares. Throw <see cref="UnsupportedCaseException"/> for what does not exist here yet; any
    /// other exception fails the case.
    /// </summary>
    /// <param name="test">The case.</param>
    /// <param name="comparison">Takes the values.</param>
    protected virtual void Check(JsonElement test, Comparison comparison) =>
        throw new InvalidOperationException($"{GetType().Name} overrides neither Run nor Check.");

    /// <summary>The class or function a case is about; unsupported cases are grouped by it.</summary>
    protected virtual string Group(JsonElement test) =>
        test.TryGetProperty("class_name", out var name) || test.TryGetProperty("name", out name)
        || test.TryGetProperty("function", out name)
            ? name.GetString()!
            : test.Text("id").Split('/')[0];

    /// <summary>Runs a check and turns what happened into a result.</summary>
    protected static CaseResult Judge(string id, string group, Action<Comparison> check)
    {
        var comparison = new Comparison();
        try
        {
            check(comparison);
        }
        catch (UnsupportedCaseException missing)
        {
            return new CaseResult(id, group, CaseStatus.Unsupported, 0, 0, missing.Message);
        }
        catch (Exception error)
        {
            return new CaseResult(id, group, CaseStatus.Failed, double.NaN, double.PositiveInfinity,
                $"{error.GetType().Name}: {error.Message}");
        }
        if (comparison.Count == 0)
            return new CaseResult(id, group, CaseStatus.Failed, 0, 0, "The replay compared nothing.");
        var status = comparison.Failures.Count == 0 ? CaseStatus.Passed : CaseStatus.Failed;
        return new CaseResult(id, group, status, comparison.Difference, comparison.Share, string.Join("; ", comparison.Failures));
    }
}
