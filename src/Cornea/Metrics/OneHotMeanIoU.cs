namespace Cornea.Metrics;

/// <summary>The mean intersection over union of all classes, for one-hot targets. Keras: <c>keras.metrics.OneHotMeanIoU</c>.</summary>
/// <param name="numClasses">The number of classes.</param>
/// <param name="name">Its name in logs.</param>
/// <param name="dtype">The element type of the confusion matrix; with Int32, as in Keras, sample weights are cut to whole numbers.</param>
/// <param name="ignoreClass">Targets of this class are not counted.</param>
/// <param name="sparseYPred">Whether predictions are class numbers, not scores.</param>
/// <param name="axis">The axis of the scores.</param>
public sealed class OneHotMeanIoU(
    int numClasses, string name = "one_hot_mean_io_u", DType dtype = DType.Int32, int? ignoreClass = null, bool sparseYPred = false,
    int axis = -1)
    : Overlap(numClasses, [.. Enumerable.Range(0, numClasses)], name, dtype, ignoreClass, sparseYTrue: false, sparseYPred, axis);
