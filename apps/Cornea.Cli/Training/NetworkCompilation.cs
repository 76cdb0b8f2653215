using Cornea.Cli.Data;

namespace Cornea.Cli.Training;

/// <summary>Gives a network the optimizer, loss and metrics that suit the data.</summary>
internal static class NetworkCompilation
{
    /// <summary>Compiles a network, unless a file brought its own way of training and nothing else was asked for.</summary>
    public static void Apply(Model model, TrainingData data, TrainOptions options, bool isOwn)
    {
        CheckOutput(model, data);
        if (isOwn && model.Optimizer is not null)
            return;
        var optimizer = options.LearningRate is { } rate ? Optimizer.FromName(options.Optimizer, rate)
            : Optimizer.FromName(options.Optimizer);
        var (loss, metric) = Loss(model, data);
        model.Compile(optimizer, loss, [metric], options: CompileOptions.Default with { Threads = options.Threads });
    }

    private static (Loss Loss, Metric Metric) Loss(Model model, TrainingData data)
    {
        if (data.Classes == 0)
            return (new MeanSquaredError(), Metric.FromName("mean_absolute_error"));
        var activation = LastActivation(model);
        if (model.Outputs[0].Shape[^1] == 1)
            return (new BinaryCrossentropy(fromLogits: activation is null), new Accuracy());
        return (new SparseCategoricalCrossentropy(fromLogits: activation is null), new Accuracy());
    }

    // Without softmax or sigmoid at the end the outputs are logits.
    private static Activation? LastActivation(Model model)
    {
        var last = model.Layers[^1];
        while (last is Model { Layers: [.., var inner] })
            last = inner;
        var activation = last switch
        {
            Dense dense => dense.Activation,
            ActivationLayer layer => layer.Activation,
            Softmax => Activation.Softmax,
            _ => null,
        };
        return activation is LinearActivation ? null : activation;
    }

    private static void CheckOutput(Model model, TrainingData data)
    {
        var output = model.Outputs[0].Shape;
        var wanted = Math.Max(1, data.Classes);
        var fits = output.Rank == 2 && (output[1] == wanted || data.Classes == 2 && output[1] == 1);
        if (fits)
            return;
        var what = data.Classes > 0 ? $"{data.Classes} classes" : "one number";
        throw new CommandException(ExitCode.Usage,
            $"the data have {what}, so the network's output should be (None, {wanted}), but it is {output}. "
                + (output.Rank > 2 ? "Put a Flatten or a global pooling before the last Dense layer."
                    : $"Give its last layer {wanted} unit{(wanted == 1 ? "" : "s")}."));
    }
}
