namespace Cornea.Cli.Training;

/// <summary>The lecture's network: five dense layers over the pixels of a digit.</summary>
internal static class DenseNetwork
{
    /// <summary>The names of the networks there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["dense"];

    public static Sequential Create(TrainOptions options)
    {
        var model = new Sequential(seed: options.Seed)
        {
            new Dense(512, Activation.Relu, inputDim: 28 * 28),
            new Dense(256, Activation.Relu),
            new Dense(128, Activation.Relu),
            new Dense(32, Activation.Relu),
            new Dense(10, Activation.Softmax),
        };
        var optimizer = options.LearningRate is { } rate ? Optimizer.FromName(options.Optimizer, rate)
            : Optimizer.FromName(options.Optimizer);
        model.Compile(optimizer, new CategoricalCrossentropy(), [new Accuracy()],
            options: CompileOptions.Default with { Threads = options.Threads });
        return model;
    }
}
