using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>What the writer of a legacy file decides of its arrays.</summary>
/// <param name="IsKeras1">Whether arrays have the axes of Keras 1.</param>
/// <param name="IsTheano">Whether kernels of convolutions are flipped, since Theano's convolution flips them back.</param>
internal sealed record LegacyRules(bool IsKeras1, bool IsTheano)
{
    /// <summary>The rules of a file.</summary>
    public static LegacyRules Of(KerasFile file) =>
        new(ModelReader.VersionOf(file) is { Major: 1 } && file.ModelConfig is not null, file.Backend == "theano");
}
