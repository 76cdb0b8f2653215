using Shouldly;

namespace Cornea.Tests.Configuration;

public sealed class AutomaticNamesTests
{
    [Fact]
    public void Snake_case_is_that_of_Keras_for_every_class_of_the_fixtures()
    {
        using var fixture = KerasFixtures.Load("utils.json");
        var names = fixture.RootElement.GetProperty("names").GetProperty("snake_case").EnumerateObject().ToArray();
        names.Length.ShouldBeGreaterThan(100);
        foreach (var (className, name) in names.Select(pair => (pair.Name, pair.Value.GetString())))
            AutomaticNames.ToSnakeCase(className).ShouldBe(name);
    }

    [Fact]
    public void Names_count_as_in_Keras()
    {
        using var fixture = KerasFixtures.Load("utils.json");
        var expected = fixture.RootElement.GetProperty("names").GetProperty("auto_names");
        var names = new AutomaticNames();
        foreach (var layer in expected.GetProperty("layers").EnumerateArray())
            (layer[1].GetString() ?? names.Next(layer[0].GetString()!)).ShouldBe(layer[2].GetString());
        var models = new[] { "Sequential", "Sequential", "Functional", "Functional" }.Select(names.Next);
        models.ShouldBe(expected.GetProperty("models").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public void Two_tables_do_not_share_their_counts()
    {
        new AutomaticNames().Next("Dense").ShouldBe("dense");
        new AutomaticNames().Next("Dense").ShouldBe("dense");
    }
}
