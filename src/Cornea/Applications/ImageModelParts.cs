namespace Cornea;

/// <summary>What the built-in networks have in common.</summary>
internal static class ImageModelParts
{
    /// <summary>A convolution, by default without a bias, since a normalization follows in most networks.</summary>
    public static SymbolicTensor Convolve(
        this SymbolicTensor x, int filters, PerAxis size, string? name = null, int strides = 1, Padding padding = Padding.Valid,
        bool useBias = false, Activation? activation = null, Initializer? initializer = null, int groups = 1) =>
        new Conv2D(
            filters, size, strides, padding, groups: groups, activation: activation, useBias: useBias, kernelInitializer: initializer,
            name: name).On(x);

    public static SymbolicTensor Normalize(
        this SymbolicTensor x, string? name = null, double epsilon = 1e-3, double momentum = 0.99, int axis = -1, bool scale = true) =>
        new BatchNormalization(axis, momentum, epsilon, scale: scale, name: name).On(x);

    public static SymbolicTensor Activate(this SymbolicTensor x, Activation activation, string? name = null) =>
        new ActivationLayer(activation, name).On(x);

    /// <summary>Mean over all positions and one dense layer, or the features as the options say.</summary>
    /// <param name="x">The last feature maps.</param>
    /// <param name="options">How the network ends.</param>
    /// <param name="poolName">The name of the pooling with the top, and whether poolings without it have names.</param>
    /// <param name="dropout">The rate of a dropout before the dense layer.</param>
    /// <param name="initializer">Initializer for the dense layer's kernel.</param>
    /// <param name="biasInitializer">Initializer for its bias.</param>
    public static SymbolicTensor Top(
        this SymbolicTensor x, ImageModelOptions options, string? poolName = "avg_pool", double dropout = 0,
        Initializer? initializer = null, Initializer? biasInitializer = null)
    {
        if (!options.IncludeTop)
            return x.Features(options, poolName, poolName is null ? null : "max_pool");
        x = new GlobalAveragePooling2D(name: poolName).On(x);
        if (dropout > 0)
            x = new Dropout(dropout, name: "top_dropout").On(x);
        return x.Classify(options, "predictions", initializer, biasInitializer);
    }

    public static SymbolicTensor Classify(
        this SymbolicTensor x, ImageModelOptions options, string name = "predictions", Initializer? initializer = null,
        Initializer? biasInitializer = null) =>
        new Dense(
            options.Classes, options.ClassifierActivation ?? Activation.Softmax, kernelInitializer: initializer,
            biasInitializer: biasInitializer, name: name).On(x);

    /// <summary>The last feature maps, or one vector of them.</summary>
    public static SymbolicTensor Features(
        this SymbolicTensor x, ImageModelOptions options, string? averageName = null, string? maxName = null) => options.Pooling switch
        {
            FeaturePooling.Average => new GlobalAveragePooling2D(name: averageName).On(x),
            FeaturePooling.Max => new GlobalMaxPooling2D(name: maxName).On(x),
            _ => x,
        };

    /// <summary>Zeros around the image so that a window with steps of 2 sees what it saw where the weights came from.</summary>
    public static SymbolicTensor PadForStride(this SymbolicTensor x, int kernel, string name)
    {
        var half = kernel / 2;
        return new ZeroPadding2D(Sides(x.Shape[1]), Sides(x.Shape[2]), name: name).On(x);
        (int Before, int After) Sides(int length) => (half - (length == Shape.Unknown || length % 2 == 0 ? 1 : 0), half);
    }
}
