using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests.Configuration;

/// <summary>Every configuration that Keras wrote goes in and comes out equal.</summary>
public sealed class ConfigRoundTripTests
{
    [Theory]
    [InlineData("constraints.json", ClassKind.Constraint)]
    [InlineData("initializers.json", ClassKind.Initializer)]
    [InlineData("losses.json", ClassKind.Loss)]
    [InlineData("metrics.json", ClassKind.Metric)]
    [InlineData("optimizers.json", ClassKind.Optimizer)]
    [InlineData("regularizers.json", ClassKind.Regularizer)]
    [InlineData("schedules.json", ClassKind.Schedule)]
    public void A_configuration_goes_in_and_comes_out_equal(string file, ClassKind kind)
    {
        using var fixtures = KerasFixtures.Load(file);
        var (count, wrong) = (0, new List<string>());
        foreach (var test in fixtures.RootElement.GetProperty("cases").EnumerateArray())
        {
            if (test.Optional("config") is not { } config)
                continue;
            count++;
            var written = KerasObjects.Value(config).AsObject();
            if (Difference(kind, test.GetProperty("class_name").GetString()!, written) is { } difference)
                wrong.Add($"{test.GetProperty("id").GetString()}: {difference}");
        }
        count.ShouldBeGreaterThan(0);
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void A_layer_goes_in_and_comes_out_equal()
    {
        using var fixtures = KerasFixtures.Load("layers.json");
        var wrong = new List<string>();
        foreach (var test in fixtures.RootElement.GetProperty("cases").EnumerateArray())
        {
            if (Difference(ClassKind.Layer, test.GetProperty("class_name").GetString()!, KerasObjects.Value(test.GetProperty("config"))
                .AsObject()) is { } difference)
            {
                wrong.Add($"{test.GetProperty("id").GetString()}: {difference}");
            }
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void A_model_goes_in_and_comes_out_equal()
    {
        using var fixtures = KerasFixtures.Load("training.json");
        var wrong = new List<string>();
        foreach (var test in fixtures.RootElement.GetProperty("cases").EnumerateArray())
        {
            var json = test.GetProperty("model").GetRawText();
            var (given, again) = (Compared(ConfigJson.Parse(json)).AsObject(), Compared(ConfigJson.Parse(Model.FromJson(json).ToJson()))
                .AsObject());
            wrong.AddRange(given.Keys.Where(key => key != "compile_config" && !Equals(Value(given, key), Value(again, key)))
                .Select(key => $"{test.GetProperty("id").GetString()}: {Value(given, key)} came out as {Value(again, key)}"));
        }
        wrong.ShouldBeEmpty();
    }

    internal static string? Difference(ClassKind kind, string className, ConfigObject config)
    {
        try
        {
            // The shapes for which inner layers were built are left out of a Bidirectional (see LayerConfig).
            config = Compared(config).AsObject();
            var again = Compared(Registry.GetConfig(Registry.FromConfig(kind, className, config))).AsObject();
            var keys = config.Keys.Union(again.Keys).Where(key => !Equals(Value(config, key), Value(again, key)));
            var differences = keys.Select(key => $"{key}: {Value(config, key)} came out as {Value(again, key)}");
            return string.Join("; ", differences) is { Length: > 0 } text ? text : null;
        }
        catch (ConfigException exception)
        {
            return exception.Message;
        }
    }

    private static ConfigValue? Value(ConfigObject config, string key) => config.TryGetValue(key, out var value) ? value : null;

    // Without what is no configuration: the shapes for which layers were built, and arguments of calls that are None. A single input or
    // output may stand in a list or alone.
    private static ConfigValue Compared(ConfigValue value)
    {
        if (value.Kind == ConfigValueKind.List)
            return ConfigValue.List(value.AsList().Select(Compared));
        if (value.Kind != ConfigValueKind.Object)
            return value;
        var result = new ConfigObject();
        foreach (var (key, item) in value.AsObject()
            .Where(pair => pair.Key != "build_config" && !(pair.Key == "mask" && pair.Value.IsNull)))
        {
            var isAlone = key is "input_layers" or "output_layers" && item.Kind == ConfigValueKind.List
                && item.AsList() is [{ Kind: ConfigValueKind.Text }, ..];
            result.Add(key, isAlone ? ConfigValue.List([item]) : Compared(item));
        }
        return result;
    }
}
