namespace Cornea.Optimizers;

public abstract partial class Optimizer
{
    /// <summary>The class names that <see cref="FromName"/> knows.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Registry.Names(ClassKind.Optimizer).Where(name => name != nameof(LossScaleOptimizer))];

    /// <summary>An optimizer with Keras's defaults, for names on the command line.</summary>
    /// <param name="name">A class name in any case, such as <c>adam</c> or <c>RMSprop</c>.</param>
    /// <param name="learningRate">A number or a schedule; the optimizer's own when not given.</param>
    /// <exception cref="ArgumentException">No optimizer has that name.</exception>
    public static Optimizer FromName(string name, LearningRate learningRate = default)
    {
        if (!Registry.TryGet(ClassKind.Optimizer, name, out var entry) || !Names.Contains(entry.ClassName))
            throw Registry.UnknownName("an optimizer", name, Names, Names);
        var config = new ConfigObject();
        if (learningRate != default)
            config.Add("learning_rate", ((IConfigValue<LearningRate>)learningRate).ToConfig());
        return (Optimizer)Registry.FromConfig(ClassKind.Optimizer, entry.ClassName, config);
    }
}
