namespace Cornea.Configuration;

/// <summary>The keys without an effect, class by class.</summary>
internal static class NeutralKeys
{
    private static readonly NeutralKey[] Layers =
    [
        new("Dense", "quantization_config", ConfigValue.Null, IsWritten: true),
        new("EinsumDense", "quantization_config", ConfigValue.Null, IsWritten: true),
        new("Embedding", "quantization_config", ConfigValue.Null, IsWritten: true),
        new("ReversibleEmbedding", "quantization_config", ConfigValue.Null, IsWritten: true),
        new("BatchNormalization", "synchronized", false, IsWritten: true),
        new("BatchNormalization", "renorm", false, IsWritten: true),
        new("BatchNormalization", "renorm_clipping", ConfigValue.Null, IsWritten: true),
        new("BatchNormalization", "renorm_momentum", 0.99, IsWritten: true),
        new("BatchNormalization", "renorm_momentum", null),
        new("BatchNormalization", "fused", null),
        new("DepthwiseConv1D", "groups", 1L),
        new("DepthwiseConv2D", "groups", 1L),
        new("Conv1DTranspose", "groups", 1L),
        new("Conv2DTranspose", "groups", 1L),
        new("Conv3DTranspose", "groups", 1L),
        new("*", "time_major", false),
        new("*", "implementation", null),
        new("*", "sparse", false),
        new("*", "ragged", false),
        new("*", "optional", false),
        new("*", "build_input_shape", null),
        new("*", "input_dtype", null),
    ];

    private static readonly NeutralKey[] Others =
    [
        new("*", "dtype", null),
    ];

    public static IEnumerable<NeutralKey> Of(ClassEntry entry) =>
        (entry.Kind == ClassKind.Layer ? Layers : Others).Where(key => key.Class == "*" || key.Class == entry.ClassName);
}
