using Cornea.Saving;

namespace Cornea;

public abstract partial class Model
{
    /// <summary>Saves the whole model, for Cornea and for Keras: architecture, weights, and where it is compiled optimizer with its
    /// state, loss and metrics. Keras: <c>model.save</c>.</summary>
    /// <remarks>
    /// The file is written beside the target, flushed to the disk and renamed over it: readers see the old file or the new one, never
    /// a part. Keys that are younger than Keras 3.0 are left out where they say nothing, so that every Keras 3 opens the file.
    /// </remarks>
    /// <param name="path">The file: <c>.keras</c>, <c>.h5</c> for the legacy form, or <c>model.json</c> for TensorFlow.js, whose shards are
    /// written beside it and whose networks are not compiled.</param>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
    /// <exception cref="NotSupportedException">TensorFlow.js does not know a layer, or computes it otherwise.</exception>
    /// <exception cref="ConfigException">A layer has no configuration, as a Lambda.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <example><code>model.Save("model.keras");</code></example>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        EnsureWeights();
        if (path.EndsWith(".keras", StringComparison.OrdinalIgnoreCase))
        {
            AtomicFile.Write(path, stream => ModelWriter.WriteArchive(this, stream));
        }
        else if (IsLegacy(path))
        {
            LegacyWriter.DescribeModel(this).Save(path);
        }
        else if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            new TensorFlowJsWriter(this).Write(path);
        }
        else
        {
            throw new ArgumentException(
                $"Save keeps a whole model, so it expects a path that ends in .keras, .h5 or .json, but received '{path}'. " +
                "Change the ending, or keep the weights alone by SaveWeights.", nameof(path));
        }
    }

    // The newer form of weights alone ends in .h5 too.
    private static bool IsLegacy(string path) => !path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase)
        && (path.EndsWith(".h5", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".hdf5", StringComparison.OrdinalIgnoreCase));
}
