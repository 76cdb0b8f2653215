using Shouldly;

namespace Cornea.Tests.Configuration;

/// <summary>An error in the configuration of a network says layer, key and value.</summary>
public sealed class FaultyLayerTests
{
    [Theory]
    [InlineData("\"use_magic\": true", "In the layer 'second': Dense has no key 'use_magic', but received it with the value true.")]
    [InlineData("\"use_bias\": 2.5", "In the layer 'second': Dense, key 'use_bias': ")]
    [InlineData("\"activation\": \"superrelu\"", "superrelu")]
    [InlineData("\"W_regularizer\": {\"class_name\": \"L2\"}", "'W_regularizer'")]
    public void The_layer_is_named(string argument, string message)
    {
        var json = $$"""
            {"class_name": "Sequential", "module": "keras", "config": {"name": "net", "layers": [
                {"class_name": "InputLayer", "module": "keras.layers", "config": {"batch_shape": [null, 4], "name": "in"} },
                {"class_name": "Dense", "module": "keras.layers", "config": {"name": "first", "units": 2} },
                {"class_name": "Dense", "module": "keras.layers", "config": {"name": "second", "units": 2, {{argument}} } }] } }
            """;
        var fault = Should.Throw<ConfigException>(() => Model.FromJson(json));
        fault.Message.ShouldContain(message);
        fault.Message.ShouldStartWith("In the layer 'second': ");
    }
}
