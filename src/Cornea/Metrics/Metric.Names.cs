namespace Cornea.Metrics;

public abstract partial class Metric
{
    // Metrics that Keras can make from a name alone; the rest are losses. Class name, function name, short name.
    private static readonly (string[] Names, Func<Metric> Make)[] Known =
    [
        (["accuracy", "acc"], () => new Accuracy()),
        (["BinaryAccuracy", "binary_accuracy"], () => new BinaryAccuracy()),
        (["CategoricalAccuracy", "categorical_accuracy"], () => new CategoricalAccuracy()),
        (["SparseCategoricalAccuracy", "sparse_categorical_accuracy"], () => new SparseCategoricalAccuracy()),
        (["TopKCategoricalAccuracy", "top_k_categorical_accuracy"], () => new TopKCategoricalAccuracy()),
        (["SparseTopKCategoricalAccuracy", "sparse_top_k_categorical_accuracy"], () => new SparseTopKCategoricalAccuracy()),
        (["AUC", "auc"], () => new AUC()),
        (["Precision", "precision"], () => new Precision()),
        (["Recall", "recall"], () => new Recall()),
        (["TruePositives", "true_positives"], () => new TruePositives()),
        (["TrueNegatives", "true_negatives"], () => new TrueNegatives()),
        (["FalsePositives", "false_positives"], () => new FalsePositives()),
        (["FalseNegatives", "false_negatives"], () => new FalseNegatives()),
        (["F1Score", "f1_score"], () => new F1Score()),
        (["FBetaScore", "fbeta_score"], () => new FBetaScore()),
        (["RootMeanSquaredError", "root_mean_squared_error", "rmse"], () => new RootMeanSquaredError()),
        (["R2Score", "r2_score"], () => new R2Score()),
        (["PearsonCorrelation", "pearson_correlation"], () => new PearsonCorrelation()),
        (["ConcordanceCorrelation", "concordance_correlation"], () => new ConcordanceCorrelation()),
        (["BinaryIoU", "binary_io_u"], () => new BinaryIoU()),
        (["LogCoshError", "logcosh"], () => new LogCosh()),
        (["Mean", "mean"], () => new Mean()),
        (["Sum", "sum"], () => new Sum()),
    ];

    /// <summary>A metric with Keras's defaults, for names on the command line: those of metrics, and of losses as metrics.</summary>
    /// <param name="name">A class name, a function name such as <c>mean_squared_error</c>, or a short name such as <c>acc</c> or
    /// <c>mse</c>.</param>
    /// <exception cref="ArgumentException">No metric has that name.</exception>
    public static Metric FromName(string name)
    {
        foreach (var (names, make) in Known)
        {
            if (names.Contains(name, StringComparer.Ordinal))
                return make();
        }
        try
        {
            return Loss.FromName(name);
        }
        catch (ArgumentException)
        {
            var all = Known.Select(known => known.Names[0]).Concat(Loss.Names).ToList();
            var hint = DidYouMean.Suggest(name, Known.SelectMany(known => known.Names).Concat(Loss.Names));
            throw new ArgumentException(
                $"The name of a metric was expected, but received '{name}'. "
                    + (hint is null ? $"Use one of {string.Join(", ", all)}." : $"Did you mean '{hint}'?"),
                nameof(name));
        }
    }
}
