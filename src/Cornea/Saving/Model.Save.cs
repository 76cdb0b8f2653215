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
    /// <param name="path">The file: <c>.keras</c>, or <c>.h5</c> for the legacy form.</param>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
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
        else
        {
            throw new ArgumentException(
                $"Save keeps a whole model, so it expects a path that ends in .keras or .h5, but received '{path}'. " +
                "Change the ending, or keep the weights alone by SaveWeights.", nameof(path));
        }
    }

    // The newer form of weights alone ends in .h5 too.
    private static bool IsLegacy(string path) => !path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase)
        && (path.EndsWith(".h5", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".hdf5", StringComparison.OrdinalIgnoreCase));
}
