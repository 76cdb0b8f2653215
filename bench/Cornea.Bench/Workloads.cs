namespace Cornea.Bench;

/// <summary>What can be measured, one entry each.</summary>
internal static class Workloads
{
    private const int MnistTraining = 42_000;
    private const int MnistValidation = 18_000;
    private const int MadeUpTraining = 10_496; // 82 batches of 128
    private const int MadeUpValidation = 1_000;

    public static readonly IReadOnlyList<Workload> All =
    [
        new Workload(
            "dense",
            "Dense 784-512-256-128-32-10, ReLU, softmax; RMSprop; MNIST",
            Sample: [784],
            UnitImages: MnistTraining, StretchSteps: 41, MnistValidation,
            seed => new Sequential(seed: seed)
            {
                new Dense(512, Activation.Relu, inputDim: 28 * 28),
                new Dense(256, Activation.Relu),
                new Dense(128, Activation.Relu),
                new Dense(32, Activation.Relu),
                new Dense(10, Activation.Softmax),
            },
            () => new RMSprop(),
            () => MnistAs([-1, 28 * 28]))
        {
            Goal = new AccuracyGoal(Epochs: 10, ValidationSplit: 0.3, Accuracy: 0.976),
        },
        new Workload(
            "cnn-course",
            "Conv 32 3x3, MaxPool 2, ReLU, Flatten, Dense 128 ReLU, Dense 10 softmax; RMSprop; MNIST",
            Sample: [28, 28, 1],
            UnitImages: MnistTraining, StretchSteps: 41, MnistValidation,
            seed => new Sequential(seed: seed)
            {
                new Conv2D(32, 3, inputShape: [28, 28, 1]),
                new MaxPooling2D(2),
                new ReLU(),
                new Flatten(),
                new Dense(128, Activation.Relu),
                new Dense(10, Activation.Softmax),
            },
            () => new RMSprop(),
            () => MnistAs([-1, 28, 28, 1]))
        {
            Goal = new AccuracyGoal(Epochs: 5, ValidationSplit: 0.3, Accuracy: 0.983),
        },
        new Workload(
            "convnet",
            "Conv 32 3x3 ReLU, MaxPool 2, Conv 64 3x3 ReLU, MaxPool 2, Flatten, Dropout 0.5, Dense 10 softmax; Adam; MNIST",
            Sample: [28, 28, 1],
            UnitImages: MnistTraining, StretchSteps: 20, MnistValidation,
            seed => new Sequential(seed: seed)
            {
                new Conv2D(32, 3, activation: Activation.Relu, inputShape: [28, 28, 1]),
                new MaxPooling2D(2),
                new Conv2D(64, 3, activation: Activation.Relu),
                new MaxPooling2D(2),
                new Flatten(),
                new Dropout(0.5),
                new Dense(10, Activation.Softmax),
            },
            () => new Adam(),
            () => MnistAs([-1, 28, 28, 1]))
        {
            Goal = new AccuracyGoal(Epochs: 12, ValidationSplit: 0.1, Accuracy: 0.990),
        },
        new Workload(
            "vgg-small",
            "(Conv 32 3x3 same, BatchNormalization, ReLU) x2, MaxPool 2, the same with 64 and 128, Dense 128 ReLU, Dense 10 softmax; "
                + "RMSprop; random 32x32x3",
            Sample: [32, 32, 3],
            UnitImages: 1_000, StretchSteps: 8, MadeUpValidation,
            VggSmall,
            () => new RMSprop(),
            () => MadeUp([32, 32, 3])),
        .. WideWorkloads.All,
    ];

    public static string Names => string.Join(", ", All.Select(workload => workload.Name));

    public static Workload Find(string name) => All.Concat(ShortRuns.All).FirstOrDefault(workload => workload.Name == name)
        ?? throw new UsageException($"'{name}' is no workload. There are: {Names}; short runs are "
            + $"{string.Join(", ", ShortRuns.All.Select(workload => workload.Name))}.");

    private static Sequential VggSmall(int seed)
    {
        var model = new Sequential(seed: seed) { new InputLayer([32, 32, 3]) };
        foreach (var filters in (ReadOnlySpan<int>)[32, 64, 128])
        {
            for (var i = 0; i < 2; i++)
            {
                model.Add(new Conv2D(filters, 3, padding: Padding.Same));
                model.Add(new BatchNormalization());
                model.Add(new ReLU());
            }
            model.Add(new MaxPooling2D(2));
        }
        model.Add(new Flatten());
        model.Add(new Dense(128, Activation.Relu));
        model.Add(new Dense(10, Activation.Softmax));
        return model;
    }

    private static WorkloadData MnistAs(int[] shape) => ImagesAs(Mnist.Load(), shape);

    /// <summary>Images of ten kinds as samples of a shape, and their kinds one-hot.</summary>
    public static WorkloadData ImagesAs((LabeledImages Train, LabeledImages Test) images, int[] shape)
    {
        var (train, test) = images;
        return new WorkloadData(
            train.Images.Reshape(shape).ToFloat32() / 255f,
            OneHot.Encode(train.Labels, classes: 10),
            test.Images.Reshape(shape).ToFloat32() / 255f,
            OneHot.Encode(test.Labels, classes: 10));
    }

    private static WorkloadData MadeUp(Shape sample)
    {
        var random = new Random(1);
        // Bytes, divided where a step gathers its rows, as the images of MNIST are.
        Tensor Images(int count) => Tensor.Create<byte>(sample.Insert(0, count), random.NextBytes).ToFloat32() / 255f;
        Tensor Labels(int count)
        {
            var labels = new int[count];
            foreach (ref var label in labels.AsSpan())
                label = random.Next(10);
            return OneHot.Encode(Tensor.From(labels), classes: 10);
        }
        const int Training = MadeUpTraining + MadeUpValidation;
        return new WorkloadData(Images(Training), Labels(Training), Images(MadeUpValidation), Labels(MadeUpValidation));
    }
}
