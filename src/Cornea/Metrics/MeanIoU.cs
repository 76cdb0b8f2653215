namespace Cornea.Metrics;

/// <summary>The mean intersection over union of all classes. Keras: <c>keras.metrics.MeanIoU</c>.</summary>
/// <param name="numClasses">The number of classes.</param>
/// <param name="name">Its name in logs.</param>
/// <param name="dtype">The element type of the confusion matrix; with Int32, as in Keras, sample weights are cut to whole numbers.</param>
/// <param name="ignoreClass">Targets of this class are not counted.</param>
/// <param name="sparseYTrue">Whether targets are class numbers, not one-hot.</param>
/// <param name="sparseYPred">Whether predictions are class numbers, not scores.</param>
/// <param name="axis">The axis of the scores.</param>
public sealed class MeanIoU(
    int numClasses, string name = "mean_io_u", DType dtype = DType.Int32, int? ignoreClass = null, bool sparseYTrue = true,
    bool sparseYPred = true, int axis = -1)
    : Overlap(numClasses, [.. Enumerable.Range(0, numClasses)], name, dtype, ignoreClass, sparseYTrue, sparseYPred, axis);
