namespace Cornea.Optimizers;

public abstract partial class Optimizer
{
    private static readonly (string ClassName, Func<LearningRate, Optimizer> Make)[] Known =
    [
        ("Adadelta", rate => new Adadelta(rate)),
        ("Adafactor", rate => new Adafactor(rate)),
        ("Adagrad", rate => new Adagrad(rate)),
        ("Adam", rate => new Adam(rate)),
        ("AdamW", rate => new AdamW(rate)),
        ("Adamax", rate => new Adamax(rate)),
        ("Ftrl", rate => new Ftrl(rate)),
        ("Lamb", rate => new Lamb(rate)),
        ("Lion", rate => new Lion(rate)),
        ("Muon", rate => new Muon(rate)),
        ("Nadam", rate => new Nadam(rate)),
        ("RMSprop", rate => new RMSprop(rate)),
        ("SGD", rate => new SGD(rate)),
        ("ScheduleFreeAdamW", rate => new ScheduleFreeAdamW(rate)),
    ];

    /// <summary>The class names that <see cref="FromName"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(known => known.ClassName)];

    /// <summary>An optimizer with Keras's defaults, for names on the command line.</summary>
    /// <param name="name">A class name in any case, such as <c>adam</c> or <c>RMSprop</c>.</param>
    /// <param name="learningRate">A number or a schedule; the optimizer's own when not given.</param>
    /// <exception cref="ArgumentException">No optimizer has that name.</exception>
    public static Optimizer FromName(string name, LearningRate learningRate = default)
    {
        foreach (var (className, make) in Known)
        {
            if (string.Equals(name, className, StringComparison.OrdinalIgnoreCase))
                return make(learningRate);
        }
        var hint = DidYouMean.Suggest(name, Names);
        throw new ArgumentException(
            $"The name of an optimizer was expected, but received '{name}'. "
                + (hint is null ? $"Use one of {string.Join(", ", Names)}." : $"Did you mean '{hint}'?"),
            nameof(name));
    }
}
