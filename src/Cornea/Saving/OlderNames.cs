using System.Collections.Frozen;

namespace Cornea.Saving;

/// <summary>Classes and keys of Keras 1 and 2 that have other names today.</summary>
internal static class OlderNames
{
    private static readonly FrozenDictionary<string, string> Classes = new Dictionary<string, string>
    {
        ["Model"] = "Functional",
        ["Convolution1D"] = "Conv1D",
        ["Convolution2D"] = "Conv2D",
        ["Convolution3D"] = "Conv3D",
        ["AtrousConvolution1D"] = "Conv1D",
        ["AtrousConvolution2D"] = "Conv2D",
        ["Deconvolution2D"] = "Conv2DTranspose",
        ["SeparableConvolution2D"] = "SeparableConv2D",
        ["BatchNormalizationV1"] = "BatchNormalization",
        ["BatchNormalizationV2"] = "BatchNormalization",
        ["TimeDistributedDense"] = "Dense",
        ["SyncBatchNormalization"] = "BatchNormalization",
        ["AtrousConv1D"] = "Conv1D",
        ["AtrousConv2D"] = "Conv2D",
        ["Deconvolution3D"] = "Conv3DTranspose",
        ["SeparableConvolution1D"] = "SeparableConv1D",
        ["CuDNNLSTM"] = "LSTM",
        ["CuDNNGRU"] = "GRU",
        ["LSTMV2"] = "LSTM",
        ["GRUV2"] = "GRU",
        ["DenseFeaturesV2"] = "DenseFeatures",
        ["L1L2Regularizer"] = "L1L2",
        ["LossScaleOptimizerV3"] = "LossScaleOptimizer",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // A class of * stands for all. Of two keys that make one list the first is given here.
    private static readonly (string Class, string Old, string New)[] Keys =
    [
        ("*", "nb_filter", "filters"),
        ("*", "border_mode", "padding"),
        ("*", "subsample", "strides"),
        ("*", "subsample_length", "strides"),
        ("*", "filter_length", "kernel_size"),
        ("*", "atrous_rate", "dilation_rate"),
        ("*", "dim_ordering", "data_format"),
        ("Embedding", "init", "embeddings_initializer"),
        ("PReLU", "init", "alpha_initializer"),
        ("*", "init", "kernel_initializer"),
        ("*", "inner_init", "recurrent_initializer"),
        ("*", "inner_activation", "recurrent_activation"),
        ("*", "bias", "use_bias"),
        ("Embedding", "W_regularizer", "embeddings_regularizer"),
        ("Embedding", "W_constraint", "embeddings_constraint"),
        ("*", "W_regularizer", "kernel_regularizer"),
        ("*", "U_regularizer", "recurrent_regularizer"),
        ("*", "b_regularizer", "bias_regularizer"),
        ("*", "W_constraint", "kernel_constraint"),
        ("*", "U_constraint", "recurrent_constraint"),
        ("*", "b_constraint", "bias_constraint"),
        ("*", "gamma_init", "gamma_initializer"),
        ("*", "beta_init", "beta_initializer"),
        ("*", "dropout_W", "dropout"),
        ("*", "dropout_U", "recurrent_dropout"),
        ("*", "pool_length", "pool_size"),
        ("*", "stride", "strides"),
        ("UpSampling1D", "length", "size"),
        ("Dropout", "p", "rate"),
        ("SpatialDropout1D", "p", "rate"),
        ("SpatialDropout2D", "p", "rate"),
        ("SpatialDropout3D", "p", "rate"),
        ("GaussianDropout", "p", "rate"),
        ("GaussianNoise", "sigma", "stddev"),
        ("Dense", "output_dim", "units"),
        ("MaxoutDense", "output_dim", "units"),
        ("Conv2DTranspose", "output_shape", "deconvolved_shape"),
        ("LSTM", "output_dim", "units"),
        ("GRU", "output_dim", "units"),
        ("SimpleRNN", "output_dim", "units"),
        ("LeakyReLU", "alpha", "negative_slope"),
        ("*", "lr", "learning_rate"),
    ];

    /// <summary>Today's class of an older name; null where the name is today's.</summary>
    public static string? ClassOf(string name) => Classes.GetValueOrDefault(name);

    /// <summary>Whether a class is one of the two kinds of models.</summary>
    public static bool IsModel(string name) => name is "Sequential" or "Functional" or "Model";

    /// <summary>Gives the keys of a configuration their names of today.</summary>
    public static void RenameKeys(string className, ConfigObject config)
    {
        foreach (var (name, old, now) in Keys)
        {
            if ((name == "*" || name == className) && config.TryGetValue(old, out var value) && !config.Contains(now))
            {
                config.Remove(old);
                config[now] = value;
            }
        }
        if (config.Given("kernel_dim1") is { } depth && config.Given("kernel_dim2") is { } height
            && config.Given("kernel_dim3") is { } width)
        {
            foreach (var key in (string[])["kernel_dim1", "kernel_dim2", "kernel_dim3"])
            {
                config.Remove(key);
            }
            config["kernel_size"] = new[] { depth, height, width };
        }
        if (config.Given("nb_row") is { } rows && config.Given("nb_col") is { } columns)
        {
            config.Remove("nb_row");
            config.Remove("nb_col");
            config["kernel_size"] = new[] { rows, columns };
        }
    }
}
