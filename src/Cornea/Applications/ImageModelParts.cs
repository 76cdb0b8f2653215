namespace Cornea;

/// <summary>What the built-in networks have in common.</summary>
internal static class ImageModelParts
{
    public static SymbolicTensor Entrance(ImageModelOptions options, Shape usual, int smallest, string network)
    {
        var shape = options.InputShape ?? usual;
        if (shape.Rank != 3 || shape[2] < 1 || shape[..2].Any(length => length != Shape.Unknown && length < smallest))
            throw new ShapeException(
                $"{network} expects images of (height, width, channels) with sides of at least {smallest}, but received {shape}. " +
                "Enlarge the images or take a smaller network.");
        return Model.Input(shape);
    }

    public static SymbolicTensor Normalize(SymbolicTensor x, string name, double epsilon = 1e-3, double momentum = 0.99) =>
        new BatchNormalization(momentum: momentum, epsilon: epsilon, name: name).On(x);

    public static SymbolicTensor Relu(SymbolicTensor x, string name) => new ActivationLayer(Activation.Relu, name: name).On(x);

    /// <summary>A pointwise or wider convolution without a bias, followed by batch normalization in most networks.</summary>
    public static SymbolicTensor Convolve(
        SymbolicTensor x, int filters, int size, string name, int strides = 1, Padding padding = Padding.Valid, bool bias = false) =>
        new Conv2D(filters, size, strides, padding, useBias: bias, name: name).On(x);

    /// <summary>Mean over all positions and one dense layer, or the features as the options say.</summary>
    public static SymbolicTensor Top(
        SymbolicTensor x, ImageModelOptions options, string? poolName = "avg_pool", double dropout = 0, Initializer? initializer = null)
    {
        if (!options.IncludeTop)
            return Features(x, options);
        x = new GlobalAveragePooling2D(name: poolName).On(x);
        if (dropout > 0)
            x = new Dropout(dropout, name: "top_dropout").On(x);
        return Classify(x, options, initializer);
    }

    public static SymbolicTensor Classify(SymbolicTensor x, ImageModelOptions options, Initializer? initializer = null) =>
        new Dense(options.Classes, options.ClassifierActivation ?? Activation.Softmax, kernelInitializer: initializer, name: "predictions")
            .On(x);

    public static SymbolicTensor Features(SymbolicTensor x, ImageModelOptions options) => options.Pooling switch
    {
        FeaturePooling.Average => new GlobalAveragePooling2D(name: "avg_pool").On(x),
        FeaturePooling.Max => new GlobalMaxPooling2D(name: "max_pool").On(x),
        _ => x,
    };

    /// <summary>Zeros around the image so that a window with steps of 2 sees what it saw where the weights came from.</summary>
    public static SymbolicTensor PadForStride(SymbolicTensor x, int kernel, string name)
    {
        var half = kernel / 2;
        return new ZeroPadding2D(Sides(x.Shape[1]), Sides(x.Shape[2]), name: name).On(x);
        (int Before, int After) Sides(int length) => (half - (length == Shape.Unknown || length % 2 == 0 ? 1 : 0), half);
    }

    public static Functional Finish(SymbolicTensor input, SymbolicTensor output, ImageModelOptions options, string name) =>
        new(input, output, options.Name ?? name, options.Seed);
}
