using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Cornea.Metrics;

/// <summary>A loss as a metric: the mean of its values over the samples.</summary>
[NotSaved("It is saved as the metric of its loss: Keras has a class for each.")]
internal sealed class LossMetric : MeanMetric, IEntryOwner
{
    // Keras's metric of this loss has a name of its own.
    private const string LogCoshClass = "LogCoshError";
    private readonly Loss _loss;

    public LossMetric(Loss loss, string? name = null) : base(name ?? NameOf(loss), higherIsBetter: loss is CosineSimilarity) =>
        _loss = loss;

    /// <summary>A metric of the same loss with a state of its own.</summary>
    public LossMetric Copy() => new(_loss, Name);

    /// <summary>The loss of the name of a metric.</summary>
    public static bool TryGet(string name, [MaybeNullWhen(false)] out ClassEntry loss) =>
        Registry.TryGet(ClassKind.Loss, name is LogCoshClass ? nameof(LogCosh) : name, out loss);

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Configuration, which metrics rest on, cannot name a metric itself.")]
    internal static void MakeKnown() => KerasSpellings.MetricOfLoss =
        (name, config, source) => TryGet(name, out var loss) ? FromConfig(loss, config, source) : null;

    /// <summary>The metric of a configuration: name, dtype and the arguments of the loss.</summary>
    public static LossMetric FromConfig(ClassEntry loss, ConfigObject config, ConfigSource source)
    {
        var arguments = new ConfigObject();
        foreach (var (key, value) in config.Where(pair => pair.Key is not ("name" or "dtype")))
            arguments.Add(key, value);
        return new LossMetric((Loss)Registry.Create(loss, arguments, null, source), config.Given("name")?.AsText());
    }

    /// <summary>How the metric is saved.</summary>
    public ClassEntry Entry()
    {
        var className = _loss is LogCosh ? LogCoshClass : _loss.GetType().Name;
        return new ClassEntry(
            ClassKind.Metric, typeof(LossMetric), className, "keras.metrics", [], [],
            reader => throw new NotSupportedException(reader.ClassName),
            Write).AsBuiltIn();
    }

    private void Write(object value, ConfigWriter writer)
    {
        writer.Write("name", Name);
        foreach (var (key, argument) in Registry.GetConfig(_loss))
        {
            if (key is not ("name" or "reduction") && !(key == "axis" && _loss is BinaryCrossentropy { Axis: -1 }))
                writer.Write(key, argument);
        }
        if (_loss is SparseCategoricalCrossentropy sparse)
            writer.Write("axis", writer.Of(sparse.Axis));
    }

    // Cosine similarity is negated as a loss, so that lower is better; as a metric it is the similarity itself.
    protected override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var values = _loss.Values(yTrue, yPred.DType.IsFloat() ? yPred : yPred.ToFloat32());
        return _loss is CosineSimilarity ? -values : values;
    }

    // As in Keras, values that the loss ignores leave the count only where samples are weighted.
    private protected override Tensor Weights(Tensor yTrue, Tensor values, Tensor sampleWeight)
    {
        if (_loss.Mask(yTrue, values) is not { } mask)
            return sampleWeight;
        var (counted, weights) = Alignment.ByBatch(mask.ToFloat32(), sampleWeight.ToFloat32());
        return weights * counted;
    }

    private static string NameOf(Loss loss) => loss switch
    {
        LogCosh { Name: "log_cosh" } => "logcosh",
        Huber { Name: "huber_loss" } => "huber",
        _ => loss.Name,
    };
}
