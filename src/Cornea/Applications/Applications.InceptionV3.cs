namespace Cornea;

public static partial class Applications
{
    /// <summary>InceptionV3: eleven blocks whose branches see windows of different sizes; 23,851,784 parameters.</summary>
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
    /// Source: Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, "Rethinking the Inception architecture for computer vision", 2015; Keras,
    /// <c>applications/inception_v3.py</c>.
    /// </remarks>
    public static Functional InceptionV3(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "inception_v3", long seed = 0) =>
        BuildInceptionV3(new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    private static Functional BuildInceptionV3(ImageModelOptions options)
    {
        var input = options.Entrance(299, 75);
        var x = InceptionStem(input);
        foreach (var (number, pooled) in ((int, int)[])[(0, 32), (1, 64), (2, 64)])
        {
            x = Mixed(
                $"mixed{number}", x.Branch((64, 1)), x.Branch((48, 1), (64, 5)), x.Branch((64, 1), (96, 3), (96, 3)),
                InceptionMean(x).Branch((pooled, 1)));
        }
        x = Mixed("mixed3", InceptionHalf(x, 384), InceptionHalf(x.Branch((64, 1), (96, 3)), 96), InceptionPool(x));
        foreach (var (number, filters) in ((int, int)[])[(4, 128), (5, 160), (6, 160), (7, 192)])
        {
            x = Mixed(
                $"mixed{number}", x.Branch((192, 1)), x.Branch((filters, 1), (filters, (1, 7)), (192, (7, 1))),
                x.Branch((filters, 1), (filters, (7, 1)), (filters, (1, 7)), (filters, (7, 1)), (192, (1, 7))),
                InceptionMean(x).Branch((192, 1)));
        }
        x = Mixed(
            "mixed8", InceptionHalf(x.Branch((192, 1)), 320), InceptionHalf(x.Branch((192, 1), (192, (1, 7)), (192, (7, 1))), 192),
            InceptionPool(x));
        for (var i = 0; i < 2; i++)
        {
            var narrow = x.Branch((320, 1));
            var small = x.Branch((384, 1));
            small = Mixed($"mixed9_{i}", small.Branch((384, (1, 3))), small.Branch((384, (3, 1))));
            var large = x.Branch((448, 1), (384, 3));
            large = Mixed(null, large.Branch((384, (1, 3))), large.Branch((384, (3, 1))));
            x = Mixed($"mixed{9 + i}", narrow, small, large, InceptionMean(x).Branch((192, 1)));
        }
        return options.Finish(input, options.IncludeTop ? x.Top(options) : x.Features(options));
    }

    /// <summary>The first layers of InceptionV3 and InceptionResNetV2.</summary>
    private static SymbolicTensor InceptionStem(SymbolicTensor input)
    {
        var x = input.InceptionConvolve(32, 3, strides: 2, padding: Padding.Valid).InceptionConvolve(32, 3, padding: Padding.Valid);
        x = InceptionPool(x.InceptionConvolve(64, 3));
        return InceptionPool(x.InceptionConvolve(80, 1, padding: Padding.Valid).InceptionConvolve(192, 3, padding: Padding.Valid));
    }

    private static SymbolicTensor InceptionConvolve(
        this SymbolicTensor x, int filters, PerAxis size, int strides = 1, Padding padding = Padding.Same) =>
        x.Convolve(filters, size, strides: strides, padding: padding).Normalize(axis: 3, scale: false).Activate(Activation.Relu);

    private static SymbolicTensor Branch(this SymbolicTensor x, params (int Filters, PerAxis Size)[] convolutions) =>
        convolutions.Aggregate(x, (value, convolution) => value.InceptionConvolve(convolution.Filters, convolution.Size));

    private static SymbolicTensor InceptionHalf(SymbolicTensor x, int filters) =>
        x.InceptionConvolve(filters, 3, strides: 2, padding: Padding.Valid);

    private static SymbolicTensor InceptionPool(SymbolicTensor x) => new MaxPooling2D(3, 2).On(x);

    private static SymbolicTensor InceptionMean(SymbolicTensor x) => new AveragePooling2D(3, 1, Padding.Same).On(x);

    private static SymbolicTensor Mixed(string? name, params SymbolicTensor[] branches) => new Concatenate(3, name).On(branches);
}
