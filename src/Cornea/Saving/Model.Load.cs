using Cornea.Formats.Keras;
using Cornea.Formats.TensorFlowJs;
using Cornea.Saving;

namespace Cornea;

public abstract partial class Model
{
    /// <summary>Loads a model that Keras or Cornea wrote: <c>.keras</c>, or the legacy <c>.h5</c> of Keras 1, 2 and 3; or one in
    /// TensorFlow.js's layers format, by its <c>model.json</c>. Keras: <c>keras.models.load_model</c>.</summary>
    /// <remarks>
    /// The content says of which form the file is, not its name; only <c>.onnx</c> is known by its name and read by
    /// <see cref="OnnxModel"/>. Architecture, weights, preprocessing, and where the file has them
    /// optimizer with its state, loss and metrics. No code of a file is ever run and no path in it is opened but the
    /// shards beside a model.json. The version of Keras that
    /// wrote the file decides what its words mean, as <c>hard_sigmoid</c>, which Keras 3 computes otherwise than Keras 2.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="options">Functions of Lambda layers, whether to compile, who is told of remarks.</param>
    /// <returns>The model; compiled where the file says how and all of it is known.</returns>
    /// <exception cref="ConfigException">The network cannot be made: a class is not known, a value does not fit. The message names the
    /// layers.</exception>
    /// <exception cref="InvalidDataException">The file holds weights alone, or weights that do not fit its network.</exception>
    /// <exception cref="MalformedFileException">The file is damaged, or of another kind.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <example><code>var model = Model.Load("model.keras");</code></example>
    public static Model Load(string path, LoadOptions? options = null)
    {
        if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            return OnnxModel.Import(path, new OnnxImportOptions { Limits = options?.Limits ?? ReadLimits.Default });
        if (TensorFlowJsFile.Describes(path))
            return new TensorFlowJsReader(path, options ?? new LoadOptions()).Read();
        ForeignFile.Refuse(path);
        using var file = KerasFile.Open(path, options?.Limits);
        return new ModelReader(file, path, options ?? new LoadOptions()).Read();
    }
}
