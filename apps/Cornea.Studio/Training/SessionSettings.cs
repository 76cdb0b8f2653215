using System.Globalization;

namespace Cornea.Studio.Training;

/// <summary>The settings of a training: checked, and what was left out filled in.</summary>
internal static class SessionSettings
{
    private const int LongestName = 60;

    /// <summary>The optimizers of the page, with the learning rate each begins with.</summary>
    public static readonly (string Name, double Rate)[] Optimizers =
    [
        ("Adam", 0.001), ("AdamW", 0.001), ("RMSprop", 0.001), ("SGD", 0.05), ("Adagrad", 0.01), ("Nadam", 0.001), ("Lion", 0.0001),
    ];

    /// <summary>The request with everything worked out.</summary>
    /// <exception cref="ArgumentException">A setting or a layer does not fit.</exception>
    public static TrainRequest Complete(TrainRequest request, int number)
    {
        var data = request.Data ?? "mnist";
        if (!DataSets.Contains(data))
            throw new ArgumentException("There is no such data set.");
        var optimizer = request.Optimizer ?? "Adam";
        if (!Optimizers.Any(one => one.Name == optimizer))
            throw new ArgumentException("There is no such optimizer on this page.");
        if (request.Rate is { } rate && !(rate > 0 && rate <= 10))
            throw new ArgumentException("The learning rate is a number above 0 and up to 10.");
        var name = request.Name?.Trim() ?? "";
        if (name.Length > LongestName)
            throw new ArgumentException($"The name of a run has up to {LongestName} characters.");
        var completed = request with
        {
            Name = name.Length > 0 ? name : $"Run {number}",
            Data = data,
            Optimizer = optimizer,
            Rate = request.Rate ?? Optimizers.First(one => one.Name == optimizer).Rate,
            Limit = Within(request.Limit, 60000, 60, 60000, "The number of pictures"),
            Batch = Within(request.Batch, 64, 1, 4096, "The batch"),
            Epochs = Within(request.Epochs, 5, 1, 1000, "The number of epochs"),
        };
        NetworkBuilder.Build(completed.Layers ?? [], DataSets.Classes(data).Length, completed.Seed);
        return completed;
    }

    public static Optimizer Optimizer(TrainRequest request) => (Optimizer)Registry.FromConfig(
        ClassKind.Optimizer, request.Optimizer!, new ConfigObject { { "learning_rate", request.Rate!.Value } });

    /// <summary>What the run's folder says of it; the network is saved apart from it.</summary>
    public static RunOptions ToOptions(TrainRequest request) => new()
    {
        Name = request.Name,
        SaveModel = false,
        Settings = new Dictionary<string, string>
        {
            ["data"] = request.Data!,
            ["pictures"] = Text(request.Limit),
            ["batch"] = Text(request.Batch),
            ["learning_rate"] = request.Rate!.Value.ToString("R", CultureInfo.InvariantCulture),
        },
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static int Within(int value, int fallback, int minimum, int maximum, string what) => value == 0 ? fallback
        : value >= minimum && value <= maximum ? value
        : throw new ArgumentException($"{what} is from {minimum:N0} to {maximum:N0}.");
}
