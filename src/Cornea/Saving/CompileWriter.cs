namespace Cornea.Saving;

/// <summary>Writes how a model is compiled, as Keras's <c>compile_config</c>.</summary>
internal static class CompileWriter
{
    /// <summary>Optimizer, losses and metrics; null where the model is not compiled, or by functions of the program.</summary>
    public static ConfigObject? Write(Model model)
    {
        if (model.Trainer.Setup is not { Optimizer: { } optimizer, LossStep: null } setup)
        {
            return null;
        }
        var outputs = setup.Losses.Count;
        return new ConfigObject
        {
            { "optimizer", Registry.Serialize(optimizer) },
            { "loss", Each(outputs, i => setup.Losses[i] is { } loss ? Registry.Serialize(loss) : ConfigValue.Null) },
            { "loss_weights", Weights(setup) },
            { "metrics", Metrics(outputs, setup.Metrics) },
            { "weighted_metrics", Metrics(outputs, setup.WeightedMetrics) },
            { "run_eagerly", false },
            { "steps_per_execution", 1L },
            { "jit_compile", false },
        };
    }

    private static ConfigValue Each(int outputs, Func<int, ConfigValue> value) =>
        outputs == 1 ? value(0) : ConfigValue.List(Enumerable.Range(0, outputs).Select(value));

    private static ConfigValue Weights(TrainingSetup setup)
    {
        double[] weights = [.. Enumerable.Range(0, setup.Losses.Count).Select(setup.LossWeight)];
        return weights.All(weight => weight == 1) ? ConfigValue.Null
            : ConfigValue.List(weights.Select(weight => (ConfigValue)weight));
    }

    private static ConfigValue Metrics(int outputs, Func<int, IReadOnlyList<Metric>> metrics) =>
        Enumerable.Range(0, outputs).All(i => metrics(i).Count == 0)
            ? ConfigValue.Null
            : Each(outputs, i => ConfigValue.List(metrics(i).Select(Metric)));

    // Keras chooses the kind of accuracy by the loss where only the word is given.
    private static ConfigValue Metric(Metric metric) => metric is Accuracy ? "accuracy" : Registry.Serialize(metric);
}
