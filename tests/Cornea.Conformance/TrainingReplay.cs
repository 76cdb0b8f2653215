using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>training.json: whole runs of fit, with evaluate and predict after them.</summary>
public sealed class TrainingReplay : Replay
{
    private const double Tolerance = 1e-4;

    public override string File => "training.json";

    protected override string Group(JsonElement test) => test.Text("id");

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var model = KerasObjects.Model(test.GetProperty("model"));
        var (x, y) = (Several(test.GetProperty("x"), (model as Functional)?.InputNames), Several(test.GetProperty("y"), model.OutputNames));
        model.BuildFor([.. x.Select(tensor => tensor.Shape)]);
        LayersReplay.SetWeights(model, test.GetProperty("weights0"), comparison);
        Compile(model, test.GetProperty("compile"));
        model.Warned = _ => { };

        var fit = test.GetProperty("fit");
        var batchSize = fit.Whole("batch_size", 32);
        var (stopping, callbacks) = Callbacks(test);
        var batchLosses = new List<double>();
        var first = fit.Whole("initial_epoch", 0);
        var epochOf = -1;
        callbacks.Add(new LambdaCallback
        {
            EpochBegin = epoch => epochOf = epoch,
            TrainBatchEnd = (_, logs) =>
            {
                if (epochOf == first)
                    batchLosses.Add(logs["loss"]);
            },
        });
        Tensors weights = test.Tensor("sample_weight") is { } sampleWeight ? sampleWeight : default(Tensors);
        var history = model.Fit(
            x, y, batchSize, fit.Whole("epochs", 1), Verbosity.Silent, fit.Number("validation_split", 0), Validation(test), shuffle: false,
            ClassWeight(fit), weights,
            callbacks, first, validationBatchSize: fit.Optional("validation_batch_size")?.GetInt32(),
            validationFrequency: fit.Whole("validation_freq", 1));

        comparison.Near("batch losses", [.. batchLosses], test.GetProperty("batch_losses").Numbers(), Tolerance);
        comparison.Near("epochs", [.. history.Epochs.Select(epoch => (double)epoch)], test.GetProperty("epochs_run").Numbers(), 0);
        var expected = test.GetProperty("history");
        comparison.Same("figures", string.Join(' ', history.Names),
            string.Join(' ', expected.EnumerateObject().Select(figure => figure.Name)));
        foreach (var figure in expected.EnumerateObject())
        {
            if (history.ContainsKey(figure.Name))
                comparison.Near(figure.Name, [.. history[figure.Name]], figure.Value.Numbers(), Tolerance);
        }
        if (stopping is not null)
            comparison.Same("stopped epoch", (stopping.StoppedEpoch ?? 0).ToString(), test.Whole("stopped_epoch", 0).ToString());
        foreach (var (weight, value) in model.Weights.Zip(test.GetProperty("weights").EnumerateArray()))
            comparison.Near(weight.Variable.Name, weight.Variable.ToTensor(), value.Optional("value") ?? value, 1e-3);
        var result = model.Evaluate(x, y, batchSize, Verbosity.Silent, weights);
        var figures = test.GetProperty("evaluate_dict").EnumerateObject().ToArray();
        comparison.Same("names of evaluate", string.Join(' ', result.Names.Order(StringComparer.Ordinal)),
            string.Join(' ', figures.Select(figure => figure.Name)));
        foreach (var figure in figures)
            comparison.Near($"evaluate {figure.Name}", result[figure.Name], figure.Value.Number(), Tolerance);
        // Keras's list names a weighted metric twice where an unweighted one has its name; elsewhere the order has to agree.
        if (test.GetProperty("evaluate").Numbers() is var list && list.Length == figures.Length)
            comparison.Near("evaluate", [.. result], list, Tolerance);
        var (predictions, predicted) = (model.PredictAll(x, batchSize, Verbosity.Silent), test.GetProperty("predict"));
        for (var i = 0; i < predictions.Count; i++)
            comparison.Near($"predict {i}", predictions[i], predicted[i], 1e-3);
        // Keras tells how often the weights moved, not how many batches were seen.
        comparison.Same("iterations",
            (model.Optimizer!.Iterations.AsSpan<int>()[0] / (model.Optimizer.GradientAccumulationSteps ?? 1)).ToString(),
            test.Whole("optimizer_iterations", 0).ToString());
    }

    // One array, several, or several by name.
    private static Tensors Several(JsonElement value, IReadOnlyList<string>? names) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Select(array => array.Tensor()).ToArray()
        : value.Optional("dtype") is { ValueKind: JsonValueKind.String } ? value.Tensor()
        : names!.Select(name => value.GetProperty(name).Tensor()).ToArray();

    private static void Compile(Model model, JsonElement compile)
    {
        var optimizer = compile.GetProperty("optimizer");
        var made = optimizer.ValueKind == JsonValueKind.String ? Optimizer.FromName(optimizer.GetString()!)
            : KerasObjects.Optimizer(optimizer.Text("class_name"), optimizer.GetProperty("kwargs"));
        var names = model.OutputNames;
        if (names.Count == 1)
        {
            model.Compile(made, MakeLoss(compile.GetProperty("loss")), Metrics(compile, "metrics"),
                weightedMetrics: Metrics(compile, "weighted_metrics"));
            return;
        }
        model.Compile(
            made, [.. PerOutput(compile, "loss", names).Select(loss => MakeLoss(loss!.Value))],
            [.. PerOutput(compile, "metrics", names).Select(Metrics)],
            [.. PerOutput(compile, "loss_weights", names).Select(weight => weight?.Number())],
            [.. PerOutput(compile, "weighted_metrics", names).Select(Metrics)]);
    }

    private static Loss MakeLoss(JsonElement loss) =>
        loss.ValueKind == JsonValueKind.String ? Loss.FromName(loss.GetString()!)
        : KerasObjects.Loss(loss.Text("class_name"), loss.GetProperty("kwargs"));

    private static IEnumerable<JsonElement?> PerOutput(JsonElement compile, string property, IReadOnlyList<string> names) =>
        compile.Optional(property) is not { } value
        ? names.Select(_ => (JsonElement?)null)
        : value.ValueKind == JsonValueKind.Object ? names.Select(name => value.Optional(name))
            : value.EnumerateArray().Select(each => (JsonElement?)each);

    private static Metric[] Metrics(JsonElement? list) => list is { } metrics ? [.. metrics.EnumerateArray().Select(MakeMetric)] : [];

    private static Metric[] Metrics(JsonElement compile, string property) =>
        compile.Optional(property) is { } list ? [.. list.EnumerateArray().Select(MakeMetric)] : [];

    // A metric that is given by a text keeps the text as its name.
    private static Metric MakeMetric(JsonElement metric)
    {
        if (metric.ValueKind == JsonValueKind.String)
        {
            var named = Metric.FromName(metric.GetString()!);
            named.Name = metric.GetString()!;
            return named;
        }
        var kwargs = metric.GetProperty("kwargs");
        var made = KerasObjects.Metric(metric.Text("class_name"), kwargs);
        made.Name = kwargs.Text("name", made.Name);
        return made;
    }

    private static ValidationData? Validation(JsonElement test)
    {
        if (test.Optional("validation_data") is not { } data)
            return null;
        var weights = data.ValueKind == JsonValueKind.Array ? (data.GetArrayLength() > 2 ? data[2].Tensor() : null)
            : data.Tensor("sample_weight");
        var (x, y) = data.ValueKind == JsonValueKind.Array ? (data[0].Tensor(), data[1].Tensor())
            : (data.GetProperty("x").Tensor(), data.GetProperty("y").Tensor());
        return new ValidationData(x, y, weights is null ? default(Tensors) : weights);
    }

    private static Dictionary<int, double>? ClassWeight(JsonElement fit) => fit.Optional("class_weight")?.EnumerateObject()
        .ToDictionary(weight => int.Parse(weight.Name, System.Globalization.CultureInfo.InvariantCulture), weight => weight.Value.Number());

    private static (EarlyStopping? Stopping, List<Callback> Callbacks) Callbacks(JsonElement test)
    {
        var (stopping, callbacks) = ((EarlyStopping?)null, new List<Callback>());
        foreach (var callback in test.GetProperty("callbacks").EnumerateArray())
        {
            if (callback.Optional("values") is { } values)
            {
                callbacks.Add(new LearningRateScheduler((epoch, _) => values[epoch].Number()));
                continue;
            }
            var kwargs = callback.GetProperty("kwargs");
            var (monitor,
                mode) = (kwargs.Text("monitor", "val_loss"), kwargs.Text("mode", "auto") switch
                {
                    "min" => MonitorMode.Min,
                    "max" => MonitorMode.Max,
                    _ => MonitorMode.Auto
                });
            switch (callback.Text("class_name"))
            {
                case "EarlyStopping":
                    callbacks.Add(stopping = new EarlyStopping(
                        monitor, kwargs.Number("min_delta", 0), kwargs.Whole("patience", 0), mode: mode,
                        restoreBestWeights: kwargs.Flag("restore_best_weights"),
                        startFromEpoch: kwargs.Whole("start_from_epoch", 0)));
                    break;
                case "ReduceLROnPlateau":
                    callbacks.Add(new ReduceLROnPlateau(
                        monitor, kwargs.Number("factor", 0.1), kwargs.Whole("patience", 10), mode: mode,
                        minDelta: kwargs.Number("min_delta", 1e-4),
                        cooldown: kwargs.Whole("cooldown", 0), minLearningRate: kwargs.Number("min_lr", 0)));
                    break;
                default:
                    throw new UnsupportedCaseException(callback.Text("class_name"));
            }
        }
        return (stopping, callbacks);
    }
}
