namespace Cornea.Bench;

/// <summary>What can be measured, one entry each.</summary>
internal static class Workloads
{
    public static readonly IReadOnlyList<Workload> All =
    [
        new Workload(
            "dense",
            "Dense 784-512-256-128-32-10, ReLU, softmax; RMSprop; MNIST",
            TrainingMegaflop: 2.615,
            ValidationSplit: 0.3,
            seed => new Sequential(seed: seed)
            {
                new Dense(512, Activation.Relu, inputDim: 28 * 28),
                new Dense(256, Activation.Relu),
                new Dense(128, Activation.Relu),
                new Dense(32, Activation.Relu),
                new Dense(10, Activation.Softmax),
            },
            () => new RMSprop(),
            () => MnistAs([-1, 28 * 28])),
    ];

    public static string Names => string.Join(", ", All.Select(workload => workload.Name));

    public static Workload Find(string name) => All.FirstOrDefault(workload => workload.Name == name)
        ?? throw new UsageException($"'{name}' is no workload. There are: {Names}.");

    private static WorkloadData MnistAs(int[] shape)
    {
        var (train, test) = Mnist.Load();
        return new WorkloadData(
            train.Images.Reshape(shape).ToFloat32() / 255f,
            OneHot.Encode(train.Labels, classes: 10),
            test.Images.Reshape(shape).ToFloat32() / 255f,
            OneHot.Encode(test.Labels, classes: 10));
    }
}
