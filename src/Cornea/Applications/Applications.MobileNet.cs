using System.Globalization;

namespace Cornea;

public static partial class Applications
{
    /// <summary>MobileNet: convolutions of each channel alone, followed by pointwise ones; 4,253,864 parameters.</summary>
    /// <param name="includeTop">Whether the layers that tell the classes apart are there; without them the model gives features.</param>
    /// <param name="weights">A file of weights of this network, <c>.h5</c>, <c>.weights.h5</c> or <c>.safetensors</c>; the initializers'
    /// values when null.</param>
    /// <param name="inputShape">Height, width and channels of an image; the size the network was made for when null, any size without the
    /// top.</param>
    /// <param name="pooling">Without the top: how the last feature maps become one vector.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="classifierActivation">Activation of the last layer; softmax when null, <see cref="Activation.Linear"/> for
    /// logits.</param>
    /// <param name="alpha">The width of the network: the filters of each layer are multiplied by it.</param>
    /// <param name="depthMultiplier">Depthwise convolutions per channel.</param>
    /// <param name="dropout">The rate of the dropout before the classifier.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">The first weights are a pure function of it.</param>
    /// <exception cref="ShapeException">The images are smaller than the network can take.</exception>
    /// <remarks>
    /// Source: Howard, Zhu, Chen and others, "MobileNets: efficient convolutional neural networks for mobile vision applications", 2017;
    /// Keras, <c>applications/mobilenet.py</c>.
    /// </remarks>
    public static Functional MobileNet(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, double alpha = 1, int depthMultiplier = 1, double dropout = 1e-3,
        string? name = null, long seed = 0) =>
        BuildMobileNet(
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), alpha, depthMultiplier, dropout);

    private static Functional BuildMobileNet(ImageModelOptions options, double alpha, int depthMultiplier, double dropout)
    {
        var input = options.Entrance(224, 32);
        var x = MobileReLU(input.Convolve((int)(32 * alpha), 3, "conv1", 2, Padding.Same), "conv1");
        var number = 1;
        foreach (var (filters, blocks, strides) in ((int, int, int)[])[(64, 1, 1), (128, 2, 2), (256, 2, 2), (512, 6, 2), (1024, 2, 2)])
        {
            for (var i = 0; i < blocks; i++, number++)
            {
                var isNarrowed = i == 0 && strides == 2;
                if (isNarrowed)
                    x = new ZeroPadding2D((0, 1), (0, 1), name: $"conv_pad_{number}").On(x);
                var depthwise = new DepthwiseConv2D(
                    3, isNarrowed ? 2 : 1, isNarrowed ? Padding.Valid : Padding.Same, depthMultiplier, useBias: false,
                    name: $"conv_dw_{number}");
                x = MobileReLU(depthwise.On(x), $"conv_dw_{number}");
                x = MobileReLU(x.Convolve((int)(filters * alpha), 1, $"conv_pw_{number}", padding: Padding.Same), $"conv_pw_{number}");
            }
        }
        options = options with { Name = options.Name ?? Numbered("mobilenet", alpha, input) };
        if (!options.IncludeTop)
            return options.Finish(input, x.Features(options));
        x = new Dropout(dropout, name: "dropout").On(new GlobalAveragePooling2D(keepDims: true).On(x));
        x = x.Convolve(options.Classes, 1, "conv_preds", padding: Padding.Same, useBias: true);
        x = new Reshape([options.Classes], name: "reshape_2").On(x);
        return options.Finish(input, x.Activate(options.ClassifierActivation ?? Activation.Softmax, "predictions"));
    }

    private static SymbolicTensor MobileReLU(SymbolicTensor x, string name) =>
        new ReLU(6, name: name + "_relu").On(x.Normalize(name + "_bn"));

    // Width and rows of an image are part of the name.
    private static string Numbered(string name, double alpha, SymbolicTensor input) => string.Create(
        CultureInfo.InvariantCulture, $"{name}_{alpha:F2}_{(input.Shape[1] == Shape.Unknown ? "None" : input.Shape[1])}");

    /// <summary>The multiple of 8 nearest to a number of channels, at least 8 and never more than a tenth below it.</summary>
    private static int RoundChannels(double channels)
    {
        var rounded = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}
