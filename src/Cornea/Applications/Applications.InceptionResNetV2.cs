namespace Cornea;

public static partial class Applications
{
    /// <summary>
    /// InceptionResNetV2: forty residual blocks of several branches, whose sums are scaled down; 55,873,736 parameters.
    /// </summary>
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
    /// Source: Szegedy, Ioffe, Vanhoucke, Alemi, "Inception-v4, Inception-ResNet and the impact of residual connections on learning",
    /// 2016; Keras, <c>applications/inception_resnet_v2.py</c>.
    /// </remarks>
    public static Functional InceptionResNetV2(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "inception_resnet_v2", long seed = 0) =>
        BuildInceptionResNetV2(new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    private static Functional BuildInceptionResNetV2(ImageModelOptions options)
    {
        var input = options.Entrance(299, 75);
        var x = InceptionStem(input);
        x = Mixed(
            "mixed_5b", x.Branch((96, 1)), x.Branch((48, 1), (64, 5)), x.Branch((64, 1), (96, 3), (96, 3)),
            InceptionMean(x).Branch((64, 1)));
        for (var i = 1; i <= 10; i++)
        {
            x = Scaled(x, 0.17, $"block35_{i}", x.Branch((32, 1)), x.Branch((32, 1), (32, 3)), x.Branch((32, 1), (48, 3), (64, 3)))
                .Activate(Activation.Relu, $"block35_{i}_ac");
        }
        x = Mixed("mixed_6a", InceptionHalf(x, 384), InceptionHalf(x.Branch((256, 1), (256, 3)), 384), InceptionPool(x));
        for (var i = 1; i <= 20; i++)
        {
            x = Scaled(x, 0.1, $"block17_{i}", x.Branch((192, 1)), x.Branch((128, 1), (160, (1, 7)), (192, (7, 1))))
                .Activate(Activation.Relu, $"block17_{i}_ac");
        }
        x = Mixed(
            "mixed_7a", InceptionHalf(x.Branch((256, 1)), 384), InceptionHalf(x.Branch((256, 1)), 288),
            InceptionHalf(x.Branch((256, 1), (288, 3)), 320), InceptionPool(x));
        for (var i = 1; i <= 10; i++)
        {
            x = Scaled(
                x, i < 10 ? 0.2 : 1, $"block8_{i}", x.Branch((192, 1)), x.Branch((192, 1), (224, (1, 3)), (256, (3, 1))));
            x = i < 10 ? x.Activate(Activation.Relu, $"block8_{i}_ac") : x;
        }
        x = x.Convolve(1536, 1, "conv_7b", padding: Padding.Same).Normalize("conv_7b_bn", axis: 3, scale: false);
        x = x.Activate(Activation.Relu, "conv_7b_ac");
        return options.Finish(input, options.IncludeTop ? x.Top(options) : x.Features(options));
    }

    private static SymbolicTensor Scaled(SymbolicTensor x, double scale, string name, params SymbolicTensor[] branches)
    {
        var joined = Mixed(name + "_mixed", branches).Convolve(x.Shape[3], 1, name + "_conv", padding: Padding.Same, useBias: true);
        return new CustomScaleLayer(scale).On(x, joined);
    }
}
