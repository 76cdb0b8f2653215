using System.Globalization;

namespace Cornea;

/// <summary>Labels as vectors that are 1 at the label and 0 elsewhere.</summary>
public static class OneHot
{
    /// <summary>
    /// Encodes class numbers: <c>result[..., c] = labels[...] == c ? 1 : 0</c>. Fractions are cut off toward zero; a last axis of
    /// length 1 is dropped, so (n, 1) gives (n, classes).
    /// </summary>
    /// <param name="labels">Class numbers from 0, of any type and shape.</param>
    /// <param name="classes">Number of classes; 0 takes the largest label plus 1.</param>
    /// <param name="wrapNegative">Whether -1 is the last class, -2 the one before, and so on, as Keras lets them be; an error where
    /// false.</param>
    /// <returns>Float32, the shape of <paramref name="labels"/> and one more axis of length <paramref name="classes"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A label is outside [0, classes); the message names it and where it stands. Or there are no labels to count classes from.
    /// </exception>
    /// <remarks>
    /// Source: keras/src/utils/numerical_utils.py, to_categorical. Keras returns float64, and always lets a negative label wrap
    /// around; here that has to be asked for, since it is nearly always a mistake in the data.
    /// </remarks>
    /// <example><code>OneHot.Encode(Tensor.From([0, 2]), classes: 3)   // [[1, 0, 0], [0, 0, 1]]</code></example>
    public static Tensor Encode(Tensor labels, int classes = 0, bool wrapNegative = false)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegative(classes);
        long[] numbers = Whole(labels);
        if (classes == 0)
        {
            if (numbers.Length == 0)
            {
                throw new ArgumentException(
                    "OneHot.Encode counts the classes from the largest label, but received no labels. Pass classes.",
                    nameof(labels));
            }
            classes = (int)Math.Clamp(numbers.Max() + 1, 1, Array.MaxLength);
        }
        if (wrapNegative)
        {
            numbers = Array.ConvertAll(numbers, number => number < 0 && number >= -classes ? number + classes : number);
        }
        Shape shape = labels.Rank > 1 && labels.Shape[^1] == 1 ? labels.Shape[..^1] : labels.Shape;
        Shape result = shape.Insert(shape.Rank, classes);
        int wrong = Array.FindIndex(numbers, number => number < 0 || number >= classes);
        if (wrong >= 0)
        {
            throw Outside(labels, Invariant(numbers[wrong]), wrong, classes, numbers.Max());
        }
        var encoded = new float[result.Size];
        for (int index = 0; index < numbers.Length; index++)
        {
            encoded[((long)index * classes) + numbers[index]] = 1;
        }
        return Tensor.From(encoded, result);
    }

    private static long[] Whole(Tensor labels)
    {
        if (!labels.DType.IsFloat())
        {
            return labels.ToArray<long>();
        }
        double[] values = labels.ToArray<double>();
        int wrong = Array.FindIndex(values, static value => !(Math.Abs(value) < 1L << 53));
        return wrong < 0
            ? Array.ConvertAll(values, static value => (long)value)
            : throw Outside(labels, Invariant(values[wrong]), wrong, classes: 0, largest: 0);
    }

    private static ArgumentException Outside(Tensor labels, string label, int index, int classes, long largest)
    {
        string range = classes > 0 ? string.Create(CultureInfo.InvariantCulture,
            $"from 0 to {classes - 1} (classes: {classes})") : "that are whole numbers from 0";
        string remedy = classes > 0 && largest >= classes
            ? string.Create(CultureInfo.InvariantCulture, $"Pass classes: {largest + 1}, or mend the labels.")
            : "Mend the labels.";
        return new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"OneHot.Encode expects labels {range}, but received {label} at index {index} of {labels.Size}. {remedy}"), nameof(labels));
    }

    private static string Invariant(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
