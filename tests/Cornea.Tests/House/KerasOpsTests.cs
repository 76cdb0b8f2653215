using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests.House;

/// <summary>The list of keras.ops in docs/KERAS.md says what is there.</summary>
public sealed class KerasOpsTests
{
    [Fact]
    public void The_list_in_the_document_is_the_one_that_the_command_writes()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "KERAS.md")).ReplaceLineEndings("\n");
        OpStatusTable.Update(document)
            .ShouldBe(document, "dotnet run --project tests/Cornea.Conformance -- --ops docs/KERAS.md writes it anew");
    }

    [Fact]
    public void Every_function_of_the_table_is_one_of_Keras_and_has_cases_that_call_its_member()
    {
        OpStatusTable.Names.Count.ShouldBe(337);
        OpTable.Rows.Keys.Except(OpStatusTable.Names).ShouldBeEmpty();
    }

    [Fact]
    public void Members_of_the_table_are_public()
    {
        var members = typeof(Tensor).Assembly.GetExportedTypes().Concat(typeof(Model).Assembly.GetExportedTypes())
            .SelectMany(
            type => type.GetMembers()
                .Select(member => $"{type.Name}.{(member.Name == "Item" || member.Name == "At" ? "At" : member.Name)}"))
            .ToHashSet();
        var named = OpTable.Rows.Values.SelectMany(row => row.Member.Split(", "))
            .Where(member => !member.Contains(' ', StringComparison.Ordinal));
        named.Except(members).ShouldBeEmpty();
    }
}
