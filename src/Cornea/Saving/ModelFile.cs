using Cornea.Saving;

namespace Cornea;

/// <summary>Looks into files of models and weights without making a model of them.</summary>
/// <remarks>Nothing in a file is run, and no path in it is opened but those of the parts of sharded weights beside the file.</remarks>
/// <example>
/// <code>
/// var description = ModelFile.Inspect("model.keras");
/// Console.WriteLine($"{description.ClassName} of Keras {description.KerasVersion}, {description.Parameters:N0} parameters");
/// </code>
/// </example>
public static class ModelFile
{
    /// <summary>What a file holds; the values of the weights are not read.</summary>
    /// <param name="path">A <c>.keras</c> file or folder, an <c>.h5</c>, <c>.weights.h5</c>, <c>.weights.json</c> or
    /// <c>.safetensors</c> file, the <c>model.json</c> of TensorFlow.js, or an <c>.onnx</c> file, which alone is known by its name; the
    /// content says which of the others it is.</param>
    /// <exception cref="MalformedFileException">The file is damaged or of another kind; the message says which.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelFileDescription Inspect(string path) => ModelFileInspector.Inspect(path, null);

    /// <summary>Reads a file to the end, its checksums and all its values; nothing is kept.</summary>
    /// <param name="path">As for <see cref="Inspect"/>.</param>
    /// <returns>What it holds, and which values are no numbers.</returns>
    /// <exception cref="MalformedFileException">The file is damaged or of another kind; the message says where.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelFileReport Verify(string path)
    {
        var faults = new Dictionary<string, long>(StringComparer.Ordinal);
        return new ModelFileReport(ModelFileInspector.Inspect(path, Count), faults);

        void Count(string name, long notFinite)
        {
            if (notFinite > 0)
            {
                faults[name] = notFinite;
            }
        }
    }
}
