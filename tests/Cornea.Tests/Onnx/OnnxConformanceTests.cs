using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests.Onnx;

public sealed class OnnxConformanceTests
{
    [Fact]
    public void Every_file_gives_what_onnxruntime_gives_or_is_refused_as_it_should_be()
    {
        var run = ConformanceRun.Replay(OnnxFixtures.Folder);
        using var report = new StringWriter();
        run.Write(report);
        (run.Failed, run.Unsupported).ShouldBe((0, 0), report.ToString());
        run.Passed.ShouldBe(Directory.GetFiles(OnnxFixtures.Folder, "*.json").Length);
    }
}
