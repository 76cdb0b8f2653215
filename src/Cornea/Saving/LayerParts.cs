namespace Cornea.Saving;

/// <summary>The sublayers a layer under the names by which Keras's files of weights know them.</summary>
internal static class LayerParts
{
    /// <summary>The layers that hang in a container and are counted by class; null for layers that are no containers.</summary>
    public static IReadOnlyList<Layer>? Counted(Layer layer) => layer switch
    {
        // A layer of one's own that is a model names its layers by its attributes.
        Sequential or Functional => ((Model)layer).Layers,
        StackedRNNCells stacked => stacked.Cells,
        _ => null,
    };

    /// <summary>The name of the group in which the counted layers of a container are.</summary>
    public static string ContainerName(Layer layer) => layer is StackedRNNCells ? "cells" : "layers";

    /// <summary>The sublayers that are no members of a container, by the names of their attributes.</summary>
    public static IReadOnlyList<(string Name, Layer Layer)> Named(Layer layer) => layer switch
    {
        Bidirectional both => [("forward_layer", both.ForwardLayer), ("backward_layer", both.BackwardLayer)],
        RecurrentLayer recurrent => [("cell", recurrent.Cell)],
        Wrapper wrapper => [("layer", wrapper.Layer)],
        GroupQueryAttention grouped => [.. grouped.Sublayers.Select(inner => ("_" + DenseName(inner.Name), inner))],
        ProjectedAttention attention => [.. attention.Sublayers.Select(inner => (DenseName(inner.Name), inner))],
        _ => [.. layer.Sublayers.Select(inner => (inner.Name, inner))],
    };

    /// <summary>A layer's own variables as they are written.</summary>
    public static IReadOnlyList<Variable> Written(Layer layer) => layer is AdaptedLayer adapted ? adapted.WrittenVariables : Own(layer);

    /// <summary>A layer's own variables in the order of files: those that can be trained first.</summary>
    public static IReadOnlyList<Variable> Own(Layer layer) => layer is AdaptedLayer adapted ? adapted.StoredVariables :
    [
        .. layer.OwnWeights.Where(weight => weight.Variable.Trainable)
            .Concat(layer.OwnWeights.Where(weight => !weight.Variable.Trainable)).Select(weight => weight.Variable),
    ];

    private static string DenseName(string name) => name == "attention_output" ? "output_dense" : $"{name}_dense";
}
