namespace Cornea.Metrics;

/// <summary>Intersection over union of some classes. Keras: <c>keras.metrics.IoU</c>.</summary>
/// <param name="numClasses">The number of classes.</param>
/// <param name="targetClassIds">The classes over which the mean is taken.</param>
/// <param name="name">Its name in logs.</param>
/// <param name="dtype">The element type of the confusion matrix; with Int32, as in Keras, sample weights are cut to whole numbers.</param>
/// <param name="ignoreClass">Targets of this class are not counted.</param>
/// <param name="sparseYTrue">Whether targets are class numbers, not one-hot.</param>
/// <param name="sparseYPred">Whether predictions are class numbers, not scores.</param>
/// <param name="axis">The axis of the scores.</param>
public sealed class IoU(
    int numClasses, IReadOnlyList<int> targetClassIds, string name = "io_u", DType dtype = DType.Int32, int? ignoreClass = null,
    bool sparseYTrue = true, bool sparseYPred = true, int axis = -1)
    : Overlap(numClasses, targetClassIds, name, dtype, ignoreClass, sparseYTrue, sparseYPred, axis);
