namespace Cornea;

public static partial class Applications
{
    private const double DenseNetEpsilon = 1.001e-5;
    private const int DenseNetGrowth = 32;

    /// <summary>DenseNet121: each layer sees the maps of all layers before it in its block; 8,062,504 weights.</summary>
    /// <param name="options">Input, classes and top; 224 x 224 x 3 and 1000 classes where null.</param>
    /// <remarks>
    /// Source: Huang, Liu, van der Maaten, Weinberger, "Densely connected convolutional networks", 2016; Keras,
    /// <c>applications/densenet.py</c>.
    /// </remarks>
    public static Functional DenseNet121(ImageModelOptions? options = null)
    {
        options ??= new();
        var input = ImageModelParts.Entrance(options, [224, 224, 3], 32, "DenseNet121");
        var x = ImageModelParts.Convolve(new ZeroPadding2D(3).On(input), 64, 7, "conv1_conv", strides: 2);
        x = ImageModelParts.Relu(ImageModelParts.Normalize(x, "conv1_bn", DenseNetEpsilon), "conv1_relu");
        x = new MaxPooling2D(3, 2, name: "pool1").On(new ZeroPadding2D(1).On(x));
        int[] blocks = [6, 12, 24, 16];
        for (var i = 0; i < blocks.Length; i++)
        {
            for (var j = 1; j <= blocks[i]; j++)
                x = DenseStep(x, $"conv{i + 2}_block{j}");
            if (i < blocks.Length - 1)
                x = Transition(x, $"pool{i + 2}");
        }
        x = ImageModelParts.Relu(ImageModelParts.Normalize(x, "bn", DenseNetEpsilon), "relu");
        return ImageModelParts.Finish(input, ImageModelParts.Top(x, options), options, "densenet121");
    }

    private static SymbolicTensor DenseStep(SymbolicTensor x, string name)
    {
        var grown = ImageModelParts.Relu(ImageModelParts.Normalize(x, name + "_0_bn", DenseNetEpsilon), name + "_0_relu");
        grown = ImageModelParts.Convolve(grown, 4 * DenseNetGrowth, 1, name + "_1_conv");
        grown = ImageModelParts.Relu(ImageModelParts.Normalize(grown, name + "_1_bn", DenseNetEpsilon), name + "_1_relu");
        grown = ImageModelParts.Convolve(grown, DenseNetGrowth, 3, name + "_2_conv", padding: Padding.Same);
        return new Concatenate(name: name + "_concat").On(x, grown);
    }

    private static SymbolicTensor Transition(SymbolicTensor x, string name)
    {
        x = ImageModelParts.Relu(ImageModelParts.Normalize(x, name + "_bn", DenseNetEpsilon), name + "_relu");
        x = ImageModelParts.Convolve(x, x.Shape[3] / 2, 1, name + "_conv");
        return new AveragePooling2D(2, 2, name: name + "_pool").On(x);
    }
}
