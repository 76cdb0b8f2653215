namespace Cornea;

public static partial class Applications
{
    private const double DenseNetEpsilon = 1.001e-5;
    private const int DenseNetGrowth = 32;

    /// <summary>DenseNet121: each layer sees the maps of all layers before it in its block; 8,062,504 parameters.</summary>
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
    /// Source: Huang, Liu, van der Maaten, Weinberger, "Densely connected convolutional networks", 2016; Keras,
    /// <c>applications/densenet.py</c>.
    /// </remarks>
    public static Functional DenseNet121(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "densenet121", long seed = 0) =>
        DenseNet([6, 12, 24, 16], new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>DenseNet169: each layer sees the maps of all layers before it in its block; 14,307,880 parameters.</summary>
    /// <inheritdoc cref="DenseNet121" path="param|remarks|exception"/>
    public static Functional DenseNet169(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "densenet169", long seed = 0) =>
        DenseNet([6, 12, 32, 32], new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>DenseNet201: each layer sees the maps of all layers before it in its block; 20,242,984 parameters.</summary>
    /// <inheritdoc cref="DenseNet121" path="param|remarks|exception"/>
    public static Functional DenseNet201(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "densenet201", long seed = 0) =>
        DenseNet([6, 12, 48, 32], new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    private static Functional DenseNet(int[] blocks, ImageModelOptions options)
    {
        var input = options.Entrance(224, 32);
        var x = DenseNetReLU(new ZeroPadding2D(3).On(input).Convolve(64, 7, "conv1_conv", strides: 2), "conv1_");
        x = new MaxPooling2D(3, 2, name: "pool1").On(new ZeroPadding2D(1).On(x));
        for (var i = 0; i < blocks.Length; i++)
        {
            for (var j = 1; j <= blocks[i]; j++)
                x = DenseStep(x, $"conv{i + 2}_block{j}");
            if (i < blocks.Length - 1)
                x = Transition(x, $"pool{i + 2}");
        }
        return options.Finish(input, DenseNetReLU(x, "").Top(options));
    }

    private static SymbolicTensor DenseStep(SymbolicTensor x, string name)
    {
        var grown = DenseNetReLU(x, name + "_0_").Convolve(4 * DenseNetGrowth, 1, name + "_1_conv");
        grown = DenseNetReLU(grown, name + "_1_").Convolve(DenseNetGrowth, 3, name + "_2_conv", padding: Padding.Same);
        return new Concatenate(3, name + "_concat").On(x, grown);
    }

    private static SymbolicTensor Transition(SymbolicTensor x, string name)
    {
        x = DenseNetReLU(x, name + "_").Convolve(x.Shape[3] / 2, 1, name + "_conv");
        return new AveragePooling2D(2, 2, name: name + "_pool").On(x);
    }

    private static SymbolicTensor DenseNetReLU(SymbolicTensor x, string prefix) =>
        x.Normalize(prefix + "bn", DenseNetEpsilon, axis: 3).Activate(Activation.Relu, prefix + "relu");
}
