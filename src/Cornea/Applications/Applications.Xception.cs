namespace Cornea;

public static partial class Applications
{
    /// <summary>Xception: fourteen blocks of depthwise separable convolutions, most of them residual; 22,910,480 parameters.</summary>
    /// <param name="includeTop">Whether the layers that tell the classes apart are there; without them the model gives features.</param>
    /// <param name="weights">A file of weights of this network, <c>.h5</c>, <c>.weights.h5</c> or <c>.safetensors</c>; the initializers'
    /// values when null.</param>
    /// <param name="inputShape">Height, width and channels of an image; the size the network was made for when null, any size without the
    /// top.</param>
    /// <param name="pooling">Without the top: how the last feature maps become one vector.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="classifierActivation">Activation of the last layer; softmax when null, <see cref="Activation.Linear"/> for
    /// logits.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">The first weights are a pure function of it.</param>
    /// <exception cref="ShapeException">The images are smaller than the network can take.</exception>
    /// <remarks>
    /// Source: Chollet, "Xception: deep learning with depthwise separable convolutions", 2017; Keras, <c>applications/xception.py</c>.
    /// </remarks>
    public static Functional Xception(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "xception", long seed = 0) =>
        BuildXception(new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    private static Functional BuildXception(ImageModelOptions options)
    {
        var input = options.Entrance(299, 71);
        var x = input.Convolve(32, 3, "block1_conv1", strides: 2).Normalize("block1_conv1_bn");
        x = x.Activate(Activation.Relu, "block1_conv1_act");
        x = x.Convolve(64, 3, "block1_conv2").Normalize("block1_conv2_bn").Activate(Activation.Relu, "block1_conv2_act");
        x = Narrowing(x, 128, 128, "block2", isFirst: true);
        x = Narrowing(x, 256, 256, "block3");
        x = Narrowing(x, 728, 728, "block4");
        for (var block = 5; block <= 12; block++)
        {
            var before = x;
            for (var i = 1; i <= 3; i++)
                x = Separable(x.Activate(Activation.Relu, $"block{block}_sepconv{i}_act"), 728, $"block{block}_sepconv{i}");
            x = new Add().On(x, before);
        }
        x = Narrowing(x, 728, 1024, "block13");
        x = Separable(x, 1536, "block14_sepconv1").Activate(Activation.Relu, "block14_sepconv1_act");
        x = Separable(x, 2048, "block14_sepconv2").Activate(Activation.Relu, "block14_sepconv2_act");
        return options.Finish(input, options.IncludeTop ? x.Top(options) : x.Features(options));
    }

    // Two separable convolutions and a pooling with steps of 2, added to a convolution with such steps.
    private static SymbolicTensor Narrowing(SymbolicTensor x, int first, int second, string name, bool isFirst = false)
    {
        var shortcut = x.Convolve(second, 1, strides: 2, padding: Padding.Same).Normalize();
        x = isFirst ? x : x.Activate(Activation.Relu, name + "_sepconv1_act");
        x = Separable(x, first, name + "_sepconv1");
        x = Separable(x.Activate(Activation.Relu, name + "_sepconv2_act"), second, name + "_sepconv2");
        x = new MaxPooling2D(3, 2, Padding.Same, name: name + "_pool").On(x);
        return new Add().On(x, shortcut);
    }

    private static SymbolicTensor Separable(SymbolicTensor x, int filters, string name) =>
        new SeparableConv2D(filters, 3, padding: Padding.Same, useBias: false, name: name).On(x).Normalize(name + "_bn");
}
