using Cornea.Graph;
using Shouldly;

namespace Cornea.Tests.OpCases;

public sealed class OpCoverageTests
{
    // Running maxima are not in the public API; a recurrence is read through its results alone.
    private static readonly string[] Unreachable = ["Cumulative.Maximum", "Cumulative.Minimum", "Recurrence"];

    [Fact]
    public void Every_op_and_every_kind_of_op_is_the_result_of_a_row()
    {
        var covered = OpCaseTable.Rows.Select(row => Key(new OpGraph(row, 3, row.DTypes[0]).Outputs[0].Op)).ToHashSet();
        Ops().Except(covered).Except(Unreachable).ShouldBeEmpty("Add a row to the op cases for each of these.");
    }

    [Fact]
    public void Every_element_type_is_covered() => OpCaseTable.Rows.SelectMany(row => row.DTypes).Distinct().Count()
        .ShouldBe(Enum.GetValues<DType>().Length);

    private static IEnumerable<string> Ops()
    {
        foreach (var type in typeof(Op).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract))
        {
            if (type.GetProperty("Kind") is { PropertyType.IsEnum: true } kind)
            {
                foreach (var value in Enum.GetNames(kind.PropertyType))
                    yield return $"{type.Name}.{value}";
            }
            else
            {
                yield return type.Name;
            }
        }
    }

    private static string Key(Op op)
    {
        var kind = op.GetType().GetProperty("Kind");
        return kind is { PropertyType.IsEnum: true } ? $"{op.GetType().Name}.{kind.GetValue(op)}" : op.GetType().Name;
    }
}
