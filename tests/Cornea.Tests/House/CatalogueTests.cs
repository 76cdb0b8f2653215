using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests.House;

public sealed class CatalogueTests
{
    [Fact]
    public void The_catalogue_is_what_the_registry_has()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "KERAS.md")).ReplaceLineEndings("\n");
        Catalogue.Update(text).ShouldBe(
            text, "write it anew: dotnet run --project tests/Cornea.Conformance -c Release -- --catalogue docs/KERAS.md");
    }

    [Fact]
    public void A_text_without_marks_is_refused() =>
        Should.Throw<FormatException>(() => Catalogue.Update("| Keras | Cornea |")).Message.ShouldContain("end of the catalogue");
}
