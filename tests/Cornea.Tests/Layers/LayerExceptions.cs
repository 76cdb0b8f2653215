namespace Cornea.Tests.Layers;

/// <summary>
/// The layers that lack a property that others have, each with the reason. A layer that has the property after all fails the test,
/// so the table holds nothing that is no longer so.
/// </summary>
internal static class LayerExceptions
{
    private static readonly (LayerProperty Property, string Reason, string[] Classes)[] All =
    [
        (LayerProperty.Batch, "in training its statistics are those of the batch", ["BatchNormalization"]),
        (LayerProperty.Batch, "as in Keras, it cuts off below the loudest value of the batch", ["MelSpectrogram"]),
        (LayerProperty.Mask, "a step counts where it counts in any of the inputs",
            ["Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract"]),
        (LayerProperty.Mask, "it makes a mask of its own", ["Masking"]),
        (LayerProperty.Mask, "the layer inside decides", ["SpectralNormalization"]),
        (LayerProperty.Mask, "with nothing to do, its output is its input, with the mask",
        ["Flatten", "Pipeline", "RandomColorJitter", "Reshape"]),
        (LayerProperty.Policy, "the type of what comes in is its argument", ["InputLayer"]),
        (LayerProperty.Policy, "its numbers have the types that its graph says", ["OnnxOperator", "OnnxTexts"]),
        (LayerProperty.Scale, "products of queries and keys overflow, and softmax of infinities is not defined",
            ["Attention", "GroupQueryAttention", "MultiHeadAttention"]),
        (LayerProperty.Scale, "its moving variance is a square", ["BatchNormalization"]),
    ];

    /// <summary>Every class that is named.</summary>
    public static IEnumerable<string> Classes => All.SelectMany(exception => exception.Classes);

    /// <summary>Why a class lacks a property, or null where it has to have it.</summary>
    public static string? Reason(string className, LayerProperty property) =>
        All.FirstOrDefault(exception => exception.Property == property && exception.Classes.Contains(className)).Reason;
}
