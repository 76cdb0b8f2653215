using Cornea.Cli.Data;

namespace Cornea.Cli.Training;

/// <summary>Gives a network the optimizer, loss and metrics that suit the data.</summary>
internal static class NetworkCompilation
{
    /// <summary>Compiles a network. One from a file that brings its own way of training keeps what was not asked for otherwise.</summary>
    /// <exception cref="CommandException">The output does not fit the data, or an option cannot be followed.</exception>
    public static void Apply(Model model, DatasetSplits data, TrainOptions options, bool isOwn)
    {
        CheckOutput(model, data);
        if (isOwn && model.Optimizer is { } stored)
        {
            Adjust(model, stored, data, options);
            return;
        }
        var (loss, metric) = Loss(model, data);
        model.Compile(Named(options), loss, [metric], options: options.CompileOptions);
    }

    private static void Adjust(Model model, Optimizer stored, DatasetSplits data, TrainOptions options)
    {
        if (options.IsOptimizerGiven || options.Threads is not null)
        {
            var (loss, metric) = Loss(model, data);
            model.Compile(options.IsOptimizerGiven ? Named(options) : stored, model.Losses is [{ } kept] ? kept : loss,
                model.Metrics.Count > 0 ? model.Metrics : [metric], options: options.CompileOptions);
        }
        if (options.IsOptimizerGiven || options.LearningRate is not { } rate)
            return;
        if (stored.Schedule is { } schedule)
        {
            throw new CommandException(ExitCode.Usage,
                $"--lr cannot be followed: the network in '{options.Model}' brings an optimizer whose learning rate is a schedule "
                    + $"({schedule.GetType().Name}). Leave --lr out to train by the schedule, or give --optimizer too to train with a new "
                    + "one.");
        }
        stored.LearningRateValue = rate;
    }

    private static Optimizer Named(TrainOptions options) => options.LearningRate is { } rate
        ? Optimizer.FromName(options.Optimizer, rate) : Optimizer.FromName(options.Optimizer);

    private static (Loss Loss, Metric Metric) Loss(Model model, DatasetSplits data)
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

    private static void CheckOutput(Model model, DatasetSplits data)
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
