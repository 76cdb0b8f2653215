namespace Cornea.Saving;

/// <summary>Compiles a model as a file says.</summary>
/// <param name="source">Who wrote the file; takes notes.</param>
internal sealed class CompileReader(ConfigSource source)
{
    /// <summary>Compiles a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="config">Optimizer, loss and metrics.</param>
    /// <exception cref="ConfigException">A class is not known, or something does not fit.</exception>
    public void Compile(Model model, ConfigObject config)
    {
        var optimizer = config.Given("optimizer") ?? config.Given("optimizer_config")
            ?? throw new ConfigException("An optimizer was expected, but there is none.");
        var names = model.OutputNames;
        model.Compile(
            (Optimizer)Registry.Deserialize(ClassKind.Optimizer, optimizer, source),
            [.. OutputValues.Of(config.Given("loss"), names).Select(ReadLoss)],
            [.. OutputValues.Lists(config.Given("metrics"), names, source.IsBeforeKeras3).Select(ReadMetrics)],
            [.. OutputValues.Of(config.Given("loss_weights"), names).Select(weight => weight.IsNull ? (double?)null : weight.AsDouble())],
            [.. OutputValues.Lists(config.Given("weighted_metrics"), names, source.IsBeforeKeras3).Select(ReadMetrics)]);
    }

    private Loss? ReadLoss(ConfigValue value) => value.IsNull ? null : (Loss)Registry.Deserialize(ClassKind.Loss, value, source);

    private Metric[] ReadMetrics(IReadOnlyList<ConfigValue> values) => [.. values.Where(value => !value.IsNull).Select(ReadMetric)];

    // A metric that is given by a word keeps it as its name.
    private Metric ReadMetric(ConfigValue value)
    {
        if (value.Kind == ConfigValueKind.Text)
        {
            return Named(value.AsText(), value.AsText());
        }
        var serialized = value.AsObject();
        if (serialized.Given("class_name") is { Kind: ConfigValueKind.Text } name
            && name.AsText() is "MeanMetricWrapper" or "SumOverBatchSizeMetricWrapper"
            && serialized["config"].AsObject() is var config && config.Given("fn") is { Kind: ConfigValueKind.Text } function)
        {
            return Named(function.AsText(), config.Given("name")?.AsText() ?? function.AsText());
        }
        return (Metric)Registry.Deserialize(ClassKind.Metric, value, source);
    }

    private static Metric Named(string word, string name)
    {
        try
        {
            var metric = Metric.FromName(word);
            metric.Name = name;
            return metric;
        }
        catch (ArgumentException unknown)
        {
            throw new ConfigException(unknown.Message, unknown);
        }
    }
}
