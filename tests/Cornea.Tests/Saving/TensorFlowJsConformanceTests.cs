using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>What TensorFlow.js and its Python converter wrote.</summary>
public sealed class TensorFlowJsConformanceTests
{
    [Fact]
    public void Models_predict_what_TensorFlow_js_predicts_and_bad_ones_are_refused()
    {
        var folder = Path.Combine(Path.GetDirectoryName(KerasFixtures.Folder)!, "tfjs");
        var run = ConformanceRun.Replay(folder);
        using var report = new StringWriter();
        run.Write(report);
        run.Failed.ShouldBe(0, report.ToString());
        run.Passed.ShouldBe(Directory.GetFiles(folder, "*.json").Length, report.ToString());
    }
}
