using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests.Onnx;

public sealed class OnnxTableTests
{
    [Fact]
    public void The_table_of_operators_is_up_to_date()
    {
        var root = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(KerasFixtures.Folder)))!;
        var document = File.ReadAllText(Path.Combine(root, "docs", "ONNX.md"));
        OnnxOperatorTable.Update(document).ShouldBe(document,
            "run: dotnet run --project tests/Cornea.Conformance -c Release -- --onnx docs/ONNX.md");
    }
}
