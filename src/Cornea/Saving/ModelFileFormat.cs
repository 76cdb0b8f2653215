namespace Cornea;

/// <summary>The forms of files that hold models or weights, told apart by their content.</summary>
public enum ModelFileFormat
{
    /// <summary>A zip archive of network and weights, of Keras 2.12 and later: <c>.keras</c>.</summary>
    Keras,

    /// <summary>The members of such an archive as the files of a folder.</summary>
    KerasFolder,

    /// <summary>The legacy <c>.h5</c> of Keras 1, 2 and 3 with its network.</summary>
    LegacyModel,

    /// <summary>The legacy <c>.h5</c> with weights alone.</summary>
    LegacyWeights,

    /// <summary>Weights alone in the newer form: <c>.weights.h5</c>.</summary>
    Weights,

    /// <summary>The index of weights in several files: <c>.weights.json</c>.</summary>
    ShardedWeights,

    /// <summary>Weights alone as safetensors.</summary>
    Safetensors,

    /// <summary>A graph of ONNX with its weights: <c>.onnx</c>.</summary>
    Onnx,

    /// <summary>TensorFlow.js's layers format, by its <c>model.json</c>.</summary>
    TensorFlowJs,
}
