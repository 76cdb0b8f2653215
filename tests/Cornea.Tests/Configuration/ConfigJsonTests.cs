using Shouldly;

namespace Cornea.Tests.Configuration;

/// <summary>Malformed and malicious configurations: refused by name, before anything is made of them.</summary>
public sealed class ConfigJsonTests
{
    private const string Dense =
        """{"module": "keras.layers", "class_name": "Dense", "config": {"units": 3}, "registered_name": null}""";

    [Theory]
    [InlineData("""{"units": 1, "units": 2}""", "the key 'units' is repeated")]
    [InlineData("""{"a": {"b": 1, "b": 1}}""", "the key 'b' is repeated")]
    [InlineData("""{"a\u0062": 1, "ab": 2}""", "the key 'ab' is repeated")]
    public void A_key_that_occurs_twice_is_refused(string json, string because) =>
        Should.Throw<ConfigException>(() => ConfigJson.Parse(json)).Message.ShouldContain(because);

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Nesting_is_read_to_its_limit_and_refused_beyond(string open, string close)
    {
        string Nested(int depth) =>
            string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
        Should.NotThrow(() => ConfigJson.Parse(Nested(ConfigJson.MaximumDepth)));
        Should.Throw<ConfigException>(() => ConfigJson.Parse(Nested(ConfigJson.MaximumDepth + 1))).Message
            .ShouldContain($"at most {ConfigJson.MaximumDepth} lists and objects");
        // Far beyond: an exhausted stack would end the process.
        Should.Throw<ConfigException>(() => ConfigJson.Parse(string.Concat(Enumerable.Repeat(open, 1_000_000))));
    }

    [Fact]
    public void A_text_beyond_the_largest_size_is_refused() =>
        Should.Throw<ConfigException>(() => ConfigJson.Parse(new string(' ', ConfigJson.MaximumLength + 1))).Message
            .ShouldContain($"at most {ConfigJson.MaximumLength} characters");

    [Theory]
    [InlineData("", "a value")]
    [InlineData("  ", "a value")]
    [InlineData("{", "a key")]
    [InlineData("{a: 1}", "a key")]
    [InlineData("""{"a" 1}""", "a colon")]
    [InlineData("""{"a": 1 "b": 2}""", "a comma or '}'")]
    [InlineData("""{"a": 1,}""", "a key")]
    [InlineData("[1 2]", "a comma or ']'")]
    [InlineData("[1] 2", "the end of the text")]
    [InlineData("01", "a value")]
    [InlineData("1.", "a digit")]
    [InlineData("1e", "a digit")]
    [InlineData("+1", "a value")]
    [InlineData("nul", "a value")]
    [InlineData("'a'", "a value")]
    [InlineData("\"a", "the end of a string")]
    [InlineData("\"a\nb\"", "the end of a string")]
    [InlineData("""
        "\x"
        """, "an escaped character")]
    [InlineData("""
        "\u12"
        """, "an escaped character")]
    public void What_is_no_JSON_is_refused_with_its_line_and_column(string json, string expected)
    {
        var refused = Should.Throw<ConfigException>(() => ConfigJson.Parse(json));
        refused.Message.ShouldContain($"JSON expects {expected} at line ");
        refused.Message.ShouldContain(", column ");
    }

    [Theory]
    [InlineData("keras.layers")]
    [InlineData("keras.src.layers.core.dense")]
    [InlineData("tensorflow.python.keras.layers")]
    public void A_module_of_Keras_is_compared(string module) =>
        ((Dense)Registry.Deserialize(ClassKind.Layer, ConfigJson.Parse(Dense.Replace("keras.layers", module)))).Units.ShouldBe(3);

    [Theory]
    [InlineData("os")]
    [InlineData("kerasx.layers")]
    [InlineData("System.Diagnostics")]
    [InlineData("my.keras.layers")]
    public void Another_module_is_refused_and_never_resolved(string module)
    {
        var refused = Should.Throw<ConfigException>(
            () => Registry.Deserialize(ClassKind.Layer, ConfigJson.Parse(Dense.Replace("keras.layers", module))));
        refused.Message.ShouldContain($"of module '{module}'");
    }

    [Theory]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("Lambda2")]
    [InlineData("__import__")]
    public void A_class_that_is_not_known_is_refused_by_name(string name) =>
        Should.Throw<ConfigException>(() => Registry.Deserialize(ClassKind.Layer, ConfigJson.Parse(Dense.Replace("Dense", name))))
            .Message.ShouldContain($"'{name}'");

    [Fact]
    public void A_class_of_another_family_is_refused() => Should.Throw<ConfigException>(
        () => Registry.Deserialize(ClassKind.Layer, ConfigJson.Parse(Dense.Replace("Dense", "Adam")))).Message.ShouldContain("'Adam'");

    [Fact]
    public void A_key_that_would_change_the_layer_is_refused_by_name()
    {
        var refused = Should.Throw<ConfigException>(() => Registry.Deserialize(
            ClassKind.Layer, ConfigJson.Parse(Dense.Replace("\"units\": 3", "\"units\": 3, \"unitz\": 4"))));
        refused.Message.ShouldContain("Dense");
        refused.Message.ShouldContain("'unitz'");
    }

    [Theory]
    [InlineData("\"units\": 3", "\"units\": \"three\"", "units")]
    [InlineData("\"units\": 3", "\"units\": -3", "units")]
    [InlineData("\"units\": 3", "\"units\": 1e300", "units")]
    [InlineData("\"units\": 3", "\"use_bias\": true", "units")]
    public void A_value_that_does_not_fit_is_refused_with_its_class_and_key(string good, string bad, string key)
    {
        var refused = Should.Throw<ConfigException>(
            () => Registry.Deserialize(ClassKind.Layer, ConfigJson.Parse(Dense.Replace(good, bad))));
        refused.Message.ShouldContain("Dense");
        refused.Message.ShouldContain(key);
    }
}
