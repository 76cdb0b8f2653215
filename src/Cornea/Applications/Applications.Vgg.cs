namespace Cornea;

public static partial class Applications
{
    /// <summary>VGG16: thirteen 3 x 3 convolutions in five blocks and three dense layers; 138,357,544 weights.</summary>
    /// <param name="options">Input, classes and top; 224 x 224 x 3 and 1000 classes where null.</param>
    /// <remarks>
    /// Source: Simonyan, Zisserman, "Very deep convolutional networks for large-scale image recognition", 2014; Keras,
    /// <c>applications/vgg16.py</c>.
    /// </remarks>
    public static Functional VGG16(ImageModelOptions? options = null) => Vgg([2, 2, 3, 3, 3], options ?? new(), "vgg16");

    /// <summary>VGG19: sixteen 3 x 3 convolutions in five blocks and three dense layers; 143,667,240 weights.</summary>
    /// <param name="options">Input, classes and top; 224 x 224 x 3 and 1000 classes where null.</param>
    /// <remarks>
    /// Source: Simonyan, Zisserman, "Very deep convolutional networks for large-scale image recognition", 2014; Keras,
    /// <c>applications/vgg19.py</c>.
    /// </remarks>
    public static Functional VGG19(ImageModelOptions? options = null) => Vgg([2, 2, 4, 4, 4], options ?? new(), "vgg19");

    private static Functional Vgg(int[] convolutions, ImageModelOptions options, string network)
    {
        var input = ImageModelParts.Entrance(options, [224, 224, 3], 32, network);
        var x = input;
        for (var block = 0; block < convolutions.Length; block++)
        {
            for (var i = 0; i < convolutions[block]; i++)
            {
                var (filters, name) = (Math.Min(64 << block, 512), $"block{block + 1}_conv{i + 1}");
                x = new Conv2D(filters, 3, padding: Padding.Same, activation: Activation.Relu, name: name).On(x);
            }
            x = new MaxPooling2D(2, 2, name: $"block{block + 1}_pool").On(x);
        }
        if (!options.IncludeTop)
            return ImageModelParts.Finish(input, ImageModelParts.Features(x, options), options, network);
        x = new Flatten(name: "flatten").On(x);
        x = new Dense(4096, Activation.Relu, name: "fc1").On(x);
        x = new Dense(4096, Activation.Relu, name: "fc2").On(x);
        return ImageModelParts.Finish(input, ImageModelParts.Classify(x, options), options, network);
    }
}
