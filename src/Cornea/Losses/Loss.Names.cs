namespace Cornea.Losses;

public abstract partial class Loss
{
    private static readonly (string ClassName, Func<Loss> Make, string[] Aliases)[] Known =
    [
        ("BinaryCrossentropy", () => new BinaryCrossentropy(), ["bce"]),
        ("BinaryFocalCrossentropy", () => new BinaryFocalCrossentropy(), []),
        ("CTC", () => new CTC(), []),
        ("CategoricalCrossentropy", () => new CategoricalCrossentropy(), []),
        ("CategoricalFocalCrossentropy", () => new CategoricalFocalCrossentropy(), []),
        ("CategoricalGeneralizedCrossEntropy", () => new CategoricalGeneralizedCrossEntropy(), []),
        ("CategoricalHinge", () => new CategoricalHinge(), []),
        ("Circle", () => new Circle(), []),
        ("CosineSimilarity", () => new CosineSimilarity(), []),
        ("Dice", () => new Dice(), []),
        ("Hinge", () => new Hinge(), []),
        ("Huber", () => new Huber(), []),
        ("KLDivergence", () => new KLDivergence(), ["kld"]),
        ("LogCosh", () => new LogCosh(), ["logcosh"]),
        ("MeanAbsoluteError", () => new MeanAbsoluteError(), ["mae"]),
        ("MeanAbsolutePercentageError", () => new MeanAbsolutePercentageError(), ["mape"]),
        ("MeanSquaredError", () => new MeanSquaredError(), ["mse"]),
        ("MeanSquaredLogarithmicError", () => new MeanSquaredLogarithmicError(), ["msle"]),
        ("Poisson", () => new Poisson(), []),
        ("SparseCategoricalCrossentropy", () => new SparseCategoricalCrossentropy(), []),
        ("SquaredHinge", () => new SquaredHinge(), []),
        ("Tversky", () => new Tversky(), []),
    ];

    /// <summary>The class names that <see cref="FromName"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(known => known.ClassName)];

    /// <summary>A loss with Keras's defaults, for the names in Keras's files.</summary>
    /// <param name="name">A class name, a function name such as <c>mean_squared_error</c>, or an alias such as <c>mse</c>.</param>
    /// <exception cref="ArgumentException">No loss has that name.</exception>
    public static Loss FromName(string name)
    {
        foreach (var (className, make, aliases) in Known)
        {
            if (name == className || aliases.Contains(name.ToLowerInvariant()) || make() is { } loss && loss.Name == name)
                return make();
        }
        var hint = DidYouMean.Suggest(name, Known.SelectMany(known => (string[])[known.ClassName, known.Make().Name, .. known.Aliases]));
        throw new ArgumentException(
            $"The name of a loss was expected, but received '{name}'. "
                + (hint is null ? $"Use one of {string.Join(", ", Names)}." : $"Did you mean '{hint}'?"),
            nameof(name));
    }
}
