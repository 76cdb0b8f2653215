using System.Text.Json;
using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests.Models;

public sealed class CloneTests
{
    private const int CasesPerClass = 4;

    public static TheoryData<string> Classes => [.. Cases.Select(cases => cases.Key)];

    private static ILookup<string, JsonElement> Cases { get; } =
        KerasFixtures.Load("layers.json").RootElement.GetProperty("cases").EnumerateArray().ToLookup(test => test.Text("class_name"));

    // A clone that shared weights or state with its original would differ from a layer that was made anew.
    [Theory]
    [MemberData(nameof(Classes))]
    public void A_clone_of_a_used_layer_is_as_a_new_one(string className)
    {
        foreach (var test in Cases[className].Take(CasesPerClass))
        {
            if (TryMake(test) is not { } used || TryMake(test) is not { } fresh)
                continue;
            Tensor[] inputs = [.. test.GetProperty("inputs").EnumerateArray().Select(input => input.Tensor())];
            Shape[] shapes = [.. inputs.Select(input => input.Shape)];
            if (test.GetProperty("masks").EnumerateObject().Any())
                continue;
            used.BuildFor(shapes, seed: 1);

            var clone = used.Clone();
            clone.IsBuilt.ShouldBeFalse();
            (clone.Name, clone.Trainable, clone.ClassName).ShouldBe((used.Name, used.Trainable, used.ClassName));
            clone.BuildFor(shapes, seed: 2);
            fresh.BuildFor(shapes, seed: 2);

            clone.Weights.Select(weight => weight.Variable.Name)
                .ShouldBe(fresh.Weights.Select(weight => weight.Variable.Name), test.Text("id"));
            clone.Weights.Select(weight => weight.Variable).Intersect(used.Weights.Select(weight => weight.Variable))
                .ShouldBeEmpty(test.Text("id"));
            var (ours, theirs) = (clone.Apply(inputs), fresh.Apply(inputs));
            for (var i = 0; i < ours.Count; i++)
                ours[i].ToArray<double>().ShouldBe(theirs[i].ToArray<double>(), test.Text("id"));
        }
    }

    private static Layer? TryMake(JsonElement test)
    {
        try
        {
            return KerasObjects.Layer(test.Text("class_name"), test.GetProperty("config"), test.GetProperty("call_kwargs"));
        }
        catch (UnsupportedCaseException)
        {
            return null;
        }
    }
}
