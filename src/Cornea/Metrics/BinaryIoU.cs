namespace Cornea.Metrics;

/// <summary>Intersection over union for two classes told apart by a threshold. Keras: <c>keras.metrics.BinaryIoU</c>.</summary>
/// <param name="targetClassIds">The classes over which the mean is taken: 0, 1 or (when not given) both.</param>
/// <param name="threshold">Predictions of at least this are class 1, others class 0.</param>
/// <param name="name">Its name in logs.</param>
/// <param name="dtype">The element type of the confusion matrix; with Int32, as in Keras, sample weights are cut to whole numbers.</param>
public sealed class BinaryIoU(
    IReadOnlyList<int>? targetClassIds = null, double threshold = 0.5, string name = "binary_io_u", DType dtype = DType.Int32)
    : Overlap(2, targetClassIds ?? [0, 1], name, dtype, ignoreClass: null, sparseYTrue: true, sparseYPred: true, axis: -1)
{
    /// <summary>Predictions of at least this are class 1.</summary>
    public double Threshold { get; } = threshold;

    private protected override Tensor Classes(Tensor yPred) => yPred >= Threshold;
}
