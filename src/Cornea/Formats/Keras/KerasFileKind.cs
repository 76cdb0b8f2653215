namespace Cornea.Formats.Keras;

/// <summary>The forms in which Keras saves a model, told apart by their content, never by the file's name.</summary>
public enum KerasFileKind
{
    /// <summary>A zip archive of configuration and weights: <c>.keras</c>.</summary>
    Archive,

    /// <summary>HDF5 with a group <c>vars</c> for each object that has variables: <c>.weights.h5</c>.</summary>
    Weights,

    /// <summary>HDF5 with <c>layer_names</c> and <c>weight_names</c>: the <c>.h5</c> of Keras 1 and 2, with or without the model.</summary>
    Legacy,
}
