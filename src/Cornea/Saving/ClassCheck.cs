namespace Cornea.Saving;

/// <summary>Looks for all layers of a configuration that cannot be made, so that one message names them together.</summary>
/// <param name="options">Has the functions of Lambda layers.</param>
/// <param name="version">The version of Keras that wrote the configuration.</param>
internal sealed class ClassCheck(LoadOptions options, Version? version)
{
    private readonly List<string> _classes = [];
    private readonly List<string> _lambdas = [];
    private readonly List<string> _quantized = [];
    private int _layers;

    /// <summary>Checks a model's configuration.</summary>
    /// <exception cref="ConfigException">There are classes that nobody registered, or Lambda layers without a function.</exception>
    public void Check(ConfigValue model, string owner)
    {
        if (Problems(model) is { Count: > 0 } problems)
        {
            throw new ConfigException($"{owner} cannot be loaded. {string.Join(" ", problems)}") { NamesClass = true };
        }
    }

    /// <summary>What stops a model from being made, one sentence each.</summary>
    public IReadOnlyList<string> Problems(ConfigValue model)
    {
        Visit(model);
        var problems = new List<string>();
        if (_lambdas.Count > 0)
        {
            problems.Add(
                $"The code of the Lambda layers {string.Join(", ", _lambdas.Distinct())} is Python, which is never run: " +
                "give their functions, new LoadOptions { Lambdas = ... }.");
        }
        if (_classes.Count > 0)
        {
            problems.Add(
                $"The classes of {string.Join(", ", _classes.Distinct())} are not known: write each as a class of your own and " +
                "register it, Registry.Register<T>(\"package\").");
        }
        if (_quantized.Count > 0)
        {
            problems.Add(
                $"Quantized and LoRA weights of these layers are not known here: {string.Join(", ", _quantized.Distinct())}. " +
                "Save the model in Keras before it is quantized, or without LoRA.");
        }
        return problems;
    }

    private void Visit(ConfigValue layer)
    {
        if (layer.Kind != ConfigValueKind.Object || layer.AsObject().Given("class_name") is not { Kind: ConfigValueKind.Text } className)
        {
            return;
        }
        if (++_layers > options.MaximumLayers)
        {
            throw new ConfigException(
                $"The network has more than {options.MaximumLayers} layers, which is the limit. Where that is right, raise it: " +
                "new LoadOptions { MaximumLayers = ... }.");
        }
        var serialized = layer.AsObject();
        var config = serialized.Given("config") is { Kind: ConfigValueKind.Object } inner ? inner.AsObject() : [];
        var name = (serialized.Given("name") ?? config.Given("name"))?.ToString() ?? "without a name";
        if (className.AsText() == "Lambda")
        {
            var layerName = config.Given("name") is { Kind: ConfigValueKind.Text } own ? own.AsText() : "lambda";
            if (!options.Lambdas.ContainsKey(layerName) && !options.LambdasOfSeveral.ContainsKey(layerName))
            {
                _lambdas.Add($"'{layerName}'");
            }
        }
        else if (!OperationModules.IsOperation(serialized))
        {
            var registered = serialized.Given("registered_name") is { Kind: ConfigValueKind.Text } key && key.AsText().Contains('>')
                ? key.AsText() : className.AsText();
            if (!Registry.TryGet(ClassKind.Layer, registered, out _) && !TextInputs.Knows(registered)
                && !StaticLayer.Knows(registered))
            {
                var hint = DidYouMean.Suggest(registered, Registry.AllNames(ClassKind.Layer)) is { } near ? $"; did you mean {near}?" : "";
                _classes.Add($"layer {name} ({registered}{hint})");
            }
        }
        if (QuantizedForm.Of(serialized, version) is { } form && !AdaptedLayers.Knows(className.AsText(), form))
        {
            _quantized.Add($"layer {name} ({(form.Rank > 0 ? "lora_rank" : form.Mode.ToString().ToLowerInvariant())})");
        }
        foreach (var item in config.Given("layers") is { Kind: ConfigValueKind.List } layers ? layers.AsList() : [])
        {
            Visit(item);
        }
        foreach (var key in (string[])["layer", "backward_layer", "cell"])
        {
            Visit(config.Given(key) ?? ConfigValue.Null);
        }
    }
}
