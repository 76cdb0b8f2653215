using Cornea.Cli.Data;

namespace Cornea.Cli.Models;

/// <summary>The networks that have a name: the lecture's, and those of Keras's applications.</summary>
internal static class BuiltInModels
{
    private const int Words = 10_000;
    private static readonly Shape Digit = new([28, 28, 1]);

    private static readonly BuiltInModel[] Own =
    [
        new("dense", "five dense layers, the lecture's network; smaller ones for tables", new Shape([784]), PixelRange.Unit, Dense),
        new("cnn", "a convolution, pooling and two dense layers, for pictures", Digit, PixelRange.Unit, Convolutional),
        new("embedding", "word vectors, their mean and two dense layers, for texts", new Shape([200]), PixelRange.Unit, Embedding),
    ];

    public static IReadOnlyList<BuiltInModel> All { get; } = [.. Own, .. ApplicationModels.All];

    /// <summary>The names of those that are no application of Keras's, as a sentence lists them.</summary>
    public static string OwnNames { get; } = string.Join(", ", Own.Select(model => model.Name));

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(model => model.Name)];

    /// <summary>The network of a name; null where there is none.</summary>
    public static BuiltInModel? Find(string name) =>
        All.FirstOrDefault(model => string.Equals(model.Name, name, StringComparison.OrdinalIgnoreCase));

    private static Sequential Dense(ModelRequest request)
    {
        if (request.Kind == DataKind.Table)
            return Table(request);
        if (request.Kind == DataKind.Text)
            return Embedding(request);
        return new Sequential(seed: request.Seed)
        {
            new Dense(512, Activation.Relu, inputDim: request.Sample.Size),
            new Dense(256, Activation.Relu),
            new Dense(128, Activation.Relu),
            new Dense(32, Activation.Relu),
            request.Output(),
        };
    }

    // The columns have units of their own: each is brought to mean 0 and deviation 1, and a predicted number back to its unit.
    private static Sequential Table(ModelRequest request)
    {
        var model = new Sequential(seed: request.Seed) { new InputLayer(request.Sample) };
        if (request.Data?.Inputs is { } x)
        {
            double[] variance = [.. x.Variance([0]).ToArray<double>().Select(value => Math.Max(value, 1e-12))];
            model.Add(new Normalization(mean: x.Mean([0]).ToArray<double>(), variance: variance));
        }
        model.Add(new Dense(64, Activation.Relu));
        model.Add(new Dense(64, Activation.Relu));
        model.Add(request.Output());
        if (request.Classes == 0 && request.Data?.Targets is { } y)
        {
            var numbers = y.ToFloat32();
            model.Add(new Rescaling(Math.Max(Math.Sqrt(numbers.Variance().Item<double>()), 1e-12), numbers.Mean().Item<double>()));
        }
        return model;
    }

    private static Sequential Convolutional(ModelRequest request)
    {
        if (request.Sample.Rank != 3)
            throw new CommandException(ExitCode.Usage, "--model cnn takes pictures. Use dense for tables and embedding for texts.");
        var model = new Sequential(seed: request.Seed)
        {
            new InputLayer(request.Sample),
            new Conv2D(32, 3),
            new MaxPooling2D(2),
            new ActivationLayer(Activation.Relu),
        };
        // Large pictures are made smaller before the dense layer, whose weights would be too many.
        for (var side = request.Sample[0] / 2; side > 32; side /= 2)
        {
            model.Add(new Conv2D(64, 3, activation: Activation.Relu));
            model.Add(new MaxPooling2D(2));
        }
        model.Add(new Flatten());
        model.Add(new Dense(128, Activation.Relu));
        model.Add(request.Output());
        return model;
    }

    private static Sequential Embedding(ModelRequest request)
    {
        if (request.Kind != DataKind.Text)
            throw new CommandException(ExitCode.Usage, "--model embedding takes texts as word numbers, such as --data imdb.");
        return new Sequential(seed: request.Seed)
        {
            new InputLayer(request.Sample),
            new Embedding(Words, 16),
            new GlobalAveragePooling1D(),
            new Dense(16, Activation.Relu),
            request.Output(),
        };
    }
}
