namespace Cornea;

public static partial class Applications
{
    /// <summary>VGG16: thirteen 3 x 3 convolutions in five blocks and three dense layers; 138,357,544 parameters.</summary>
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
    /// Source: Simonyan, Zisserman, "Very deep convolutional networks for large-scale image recognition", 2014; Keras,
    /// <c>applications/vgg16.py</c>.
    /// </remarks>
    public static Functional VGG16(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "vgg16", long seed = 0) =>
        Vgg([2, 2, 3, 3, 3], new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>VGG19: sixteen 3 x 3 convolutions in five blocks and three dense layers; 143,667,240 parameters.</summary>
    /// <inheritdoc cref="VGG16" path="param|remarks|exception"/>
    public static Functional VGG19(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "vgg19", long seed = 0) =>
        Vgg([2, 2, 4, 4, 4], new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    private static Functional Vgg(int[] convolutions, ImageModelOptions options)
    {
        var input = options.Entrance(224, 32);
        var x = input;
        for (var block = 0; block < convolutions.Length; block++)
        {
            for (var i = 0; i < convolutions[block]; i++)
            {
                x = x.Convolve(
                    Math.Min(64 << block, 512), 3, $"block{block + 1}_conv{i + 1}", padding: Padding.Same, useBias: true,
                    activation: Activation.Relu);
            }
            x = new MaxPooling2D(2, 2, name: $"block{block + 1}_pool").On(x);
        }
        if (!options.IncludeTop)
            return options.Finish(input, x.Features(options));
        x = new Flatten(name: "flatten").On(x);
        x = new Dense(4096, Activation.Relu, name: "fc1").On(x);
        x = new Dense(4096, Activation.Relu, name: "fc2").On(x);
        return options.Finish(input, x.Classify(options));
    }
}
