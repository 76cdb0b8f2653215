using System.Globalization;

namespace Cornea.Training;

/// <summary>
/// Looks for usual mistakes before a training: labels or a last activation that do not suit the loss, input that was not
/// scaled, a validation part that lacks a class. Of the inputs it reads a few rows; of class labels all. Of a dataset it reads the first
/// batch, and the labels of the others as they come by for the first time.
/// </summary>
internal sealed class FitCheck(Model model, TrainingSetup setup, Action<TrainingWarning> warn)
{
    private const int SampleRows = 64;

    // A picture of 8 by 8, the smallest digits that are in use.
    private const int LeastPixels = 64;

    private const int MostLabels = 50_000_000;

    private int? _classes;

    /// <summary>Looks at everything before the first step.</summary>
    /// <param name="batches">Stands on its first batch.</param>
    /// <param name="validation">The tensors for validation, where it has some.</param>
    public void Run(BatchSource batches, TrainingData? validation)
    {
        var data = batches.Data;
        if (setup.LossStep is not null)
            return;
        var layers = Chain(model).ToList();
        if (layers.Count > 0 && setup.Losses is [{ } loss])
        {
            Activations(layers, loss);
            Labels(loss, data, "y", row => string.Create(CultureInfo.InvariantCulture, $"row {row}"));
            if (validation is not null)
            {
                Labels(loss, validation, "the validation targets", row => string.Create(CultureInfo.InvariantCulture, $"row {row}"));
                if (batches is ArrayBatches)
                    Classes(loss, data, validation);
            }
        }
        Scale(layers, data);
    }

    /// <summary>Looks at the labels of another batch of a dataset.</summary>
    /// <param name="batches">Stands on the batch.</param>
    public void Labels(BatchSource batches)
    {
        if (setup.LossStep is null && setup.Losses is [SparseCategoricalCrossentropy loss])
            Labels(loss, batches.Data, "y", batches.NameOf);
    }

    private static IEnumerable<Layer> Chain(Layer layer) => layer is Sequential sequential ? sequential.SelectMany(Chain) : [layer];

    private void Activations(List<Layer> layers, Loss loss)
    {
        var last = layers[^1];
        var activation = last switch
        {
            Dense dense => dense.Activation,
            ActivationLayer layer => layer.Activation,
            Softmax => Activation.Softmax,
            _ => null,
        };
        if (activation is null)
            return;
        var (name, units) = (activation.Name, layers.OfType<Dense>().LastOrDefault()?.Units);
        var advice = (loss, name) switch
        {
            (CategoricalCrossentropy { FromLogits: true } or SparseCategoricalCrossentropy { FromLogits: true }, "softmax") =>
                "applies softmax, which the loss with fromLogits: true does again. Take one of them away.",
            (BinaryCrossentropy { FromLogits: true }, "sigmoid") =>
                "applies sigmoid, which the loss with fromLogits: true does again. Take one of them away.",
            (CategoricalCrossentropy { FromLogits: false } or SparseCategoricalCrossentropy { FromLogits: false }, _) when units == 1 =>
                "has one output, which is then always the same class. Use BinaryCrossentropy with Activation.Sigmoid, or one unit per " +
                    "class.",
            (CategoricalCrossentropy { FromLogits: false } or SparseCategoricalCrossentropy { FromLogits: false }, "sigmoid") =>
                "applies sigmoid, whose outputs do not sum to 1. Use Activation.Softmax for one class per sample, or " +
                    "BinaryCrossentropy for several.",
            (CategoricalCrossentropy { FromLogits: false } or SparseCategoricalCrossentropy { FromLogits: false }, not "softmax") =>
                $"applies {name}, which does not give probabilities. Use Activation.Softmax, or the loss with fromLogits: true.",
            (BinaryCrossentropy { FromLogits: false }, "softmax") when units > 1 =>
                "applies softmax. Use CategoricalCrossentropy for one class per sample, or Activation.Sigmoid for several.",
            (BinaryCrossentropy { FromLogits: false }, "softmax") =>
                "applies softmax to one output, which is then always 1. Use Activation.Sigmoid.",
            (BinaryCrossentropy { FromLogits: false }, not ("sigmoid" or "hard_sigmoid" or "sparse_sigmoid")) =>
                $"applies {name}, which does not give probabilities. Use Activation.Sigmoid, or the loss with fromLogits: true.",
            _ => null,
        };
        if (advice is not null)
        {
            warn(new TrainingWarning(
                TrainingWarningKind.LossActivation, $"{loss.GetType().Name} does not suit the last layer: {last} {advice}"));
        }
    }

    private void Labels(Loss loss, TrainingData data, string what, Func<int, string> nameOf)
    {
        var y = data.Y.Count > 0 ? data.Y[0] : null;
        if (y is null || y.Size == 0 || y.Size > MostLabels)
            return;
        if (loss is SparseCategoricalCrossentropy sparse)
        {
            var labels = y.Narrow(0, data.FirstRow, data.Count).Flatten().ToFloat64().ToArray<double>();
            var classes = _classes ??= model.ComputeOutputShape([.. data.X.Select(x => x.Shape.With(0, Shape.Unknown))])[0][^1];
            for (var i = 0; i < labels.Length; i++)
            {
                if ((labels[i] < 0 || labels[i] >= classes || labels[i] != Math.Floor(labels[i])) && labels[i] != sparse.IgnoreClass)
                {
                    throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                        $"SparseCategoricalCrossentropy expects whole class numbers from 0 to {classes - 1} for {classes} outputs, but " +
                        $"{what} has {labels[i]} in {nameOf((int)(data.FirstRow + i * (long)data.Count / labels.Length))}. " +
                        $"Make the last layer wider, or number the classes from 0."));
                }
            }
            return;
        }
        if (loss is not (CategoricalCrossentropy or BinaryCrossentropy))
            return;
        var sample = Sample(y, data).ToFloat32();
        var (low, high) = (sample.Min().Item(), sample.Max().Item());
        if (low < 0 || high > 1)
        {
            warn(new TrainingWarning(TrainingWarningKind.Labels, string.Create(CultureInfo.InvariantCulture,
                $"{loss.GetType().Name} expects targets from 0 to 1, but {what} has values from {low:G4} to {high:G4}. " +
                $"{(loss is CategoricalCrossentropy ? "Encode class numbers: OneHot.Encode(labels)." : "Map the labels to 0 and 1.")}")));
        }
        else if (loss is CategoricalCrossentropy && sample.Rank > 1 && (sample.Sum(-1) - 1).Abs().Max().Item() > 1e-3f)
        {
            warn(new TrainingWarning(TrainingWarningKind.Labels,
                $"CategoricalCrossentropy expects rows that sum to 1, but rows of {what} do not. " +
                "Use BinaryCrossentropy with Activation.Sigmoid where a sample may have several classes."));
        }
    }

    private void Classes(Loss loss, TrainingData data, TrainingData validation)
    {
        if (loss is not (CategoricalCrossentropy or SparseCategoricalCrossentropy) || data.Y[0].Size > MostLabels
            || validation.Y[0].Size > MostLabels)
        {
            return;
        }
        var (trained, held) = (Numbers(data), Numbers(validation));
        int[] lacking = [.. trained.Except(held).Order()];
        if (lacking.Length > 0 && validation.Count >= trained.Count)
        {
            warn(new TrainingWarning(TrainingWarningKind.ValidationClasses,
                "The validation part has no sample of class " +
                $"{string.Join(", ", lacking.Take(5))}{(lacking.Length > 5 ? ", ..." : "")}: the split takes the last rows. " +
                "Shuffle the data once before, or pass validationData."));
        }
        int[] unseen = [.. held.Except(trained).Order()];
        if (unseen.Length > 0)
        {
            warn(new TrainingWarning(TrainingWarningKind.ValidationClasses,
                $"The training part has no sample of class {string.Join(", ", unseen.Take(5))}{(unseen.Length > 5 ? ", ..." : "")}, " +
                "which the validation part has. Shuffle the data once before, or pass validationData."));
        }
    }

    private static HashSet<int> Numbers(TrainingData data)
    {
        var y = data.Y[0].Narrow(0, data.FirstRow, data.Count);
        return [.. (y.Rank > 1 && y.Shape[^1] > 1 ? y.ArgMax(-1) : y).Flatten().ToArray<int>()];
    }

    private void Scale(List<Layer> layers, TrainingData data)
    {
        var first = layers.FirstOrDefault(
            layer => layer is not (Flatten or Reshape or Permute or Dropout or ZeroPadding1D or ZeroPadding2D or Identity or InputLayer));
        if (first is not Dense && !(first?.ClassName.StartsWith("Conv", StringComparison.Ordinal) ?? false))
            return;
        var sample = Sample(data.X[0], data).ToFloat32();
        if (sample.Size == 0)
            return;
        var (low, high) = (sample.Min().Item(), sample.Max().Item());
        if (!float.IsFinite(low) || !float.IsFinite(high) || Math.Max(Math.Abs(low), Math.Abs(high)) <= 30)
            return;
        // The columns of a table may lie in a byte's range too, but they are seldom bytes, nor as many as the pixels of a picture.
        var isPicture = data.X[0].DType == DType.UInt8 || sample.Size / sample.Shape[0] >= LeastPixels;
        var advice = isPicture && low >= 0 && high <= 255
            ? "Divide pixels by 255 (x / 255f) or begin with new Rescaling(1.0 / 255)."
            : "Begin with a Normalization layer that has adapted to the data.";
        warn(new TrainingWarning(TrainingWarningKind.InputScale, string.Create(CultureInfo.InvariantCulture,
            $"The inputs reach from {low:G4} to {high:G4}, but {first} learns well from numbers around 1. {advice}")));
    }

    private static Tensor Sample(Tensor tensor, TrainingData data)
    {
        var count = Math.Min(SampleRows, data.Count);
        int[] rows = [.. Enumerable.Range(0, count).Select(i => data.FirstRow + (int)((long)i * data.Count / count))];
        return tensor.Gather(Tensor.From(rows)).Compute();
    }
}
