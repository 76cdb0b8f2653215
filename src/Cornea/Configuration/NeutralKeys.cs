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
        new("IntegerLookup", "encoding", null),
        new("*", "time_major", false),
        new("*", "use_cudnn", null),
        new("*", "implementation", null),
        new("*", "build_input_shape", null),
        new("*", "input_dtype", null),
    ];

    private static readonly NeutralKey[] Metrics =
    [
        new("*", "dtype", "float32", IsWritten: true),
        new("*", "dtype", null),
    ];

    private static readonly NeutralKey[] Optimizers =
    [
        new("LossScaleOptimizer", "weight_decay", ConfigValue.Null, IsWritten: true),
        new("LossScaleOptimizer", "clipnorm", ConfigValue.Null, IsWritten: true),
        new("LossScaleOptimizer", "global_clipnorm", ConfigValue.Null, IsWritten: true),
        new("LossScaleOptimizer", "clipvalue", ConfigValue.Null, IsWritten: true),
        new("LossScaleOptimizer", "use_ema", false, IsWritten: true),
        new("LossScaleOptimizer", "ema_momentum", 0.99, IsWritten: true),
        new("LossScaleOptimizer", "ema_overwrite_frequency", ConfigValue.Null, IsWritten: true),
        new("LossScaleOptimizer", "loss_scale_factor", ConfigValue.Null, IsWritten: true),
        new("LossScaleOptimizer", "gradient_accumulation_steps", ConfigValue.Null, IsWritten: true),
    ];

    private static readonly NeutralKey[] Others =
    [
        new("*", "dtype", null),
    ];

    /// <summary>The keys of each family that has some of its own.</summary>
    public static IReadOnlyDictionary<ClassKind, NeutralKey[]> All { get; } = new Dictionary<ClassKind, NeutralKey[]>
    {
        [ClassKind.Layer] = Layers,
        [ClassKind.Metric] = Metrics,
        [ClassKind.Optimizer] = Optimizers,
    };

    public static IEnumerable<NeutralKey> Of(ClassEntry entry) =>
        All.GetValueOrDefault(entry.Kind, Others).Where(key => key.Class == "*" || key.Class == entry.ClassName);
}
