namespace Cornea;

/// <summary>
/// Known networks, with random weights. Layers, names and numbers of weights are Keras's. Keras: <c>keras.applications</c>.
/// </summary>
/// <example><code>var model = Applications.ResNet50(new() { InputShape = [160, 160, 3], Classes = 5 });</code></example>
public static partial class Applications
{
    /// <summary>
    /// The first convolutional network that read handwritten digits in earnest: two convolutions, two mean poolings, three dense
    /// layers, tanh; 61,706 weights for 28 x 28 images and 10 classes.
    /// </summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="seed">The first weights are a pure function of it.</param>
    /// <remarks>
    /// The second convolution sees all maps of the first, and the last layer is a softmax. Source: LeCun, Bottou, Bengio, Haffner,
    /// "Gradient-based learning applied to document recognition", 1998.
    /// </remarks>
    public static Sequential LeNet5(int classes = 10, long seed = 0) => new("lenet5", seed)
    {
        new InputLayer([28, 28, 1]),
        new Conv2D(6, 5, padding: Padding.Same, activation: Activation.Tanh, name: "c1"),
        new AveragePooling2D(2, name: "s2"),
        new Conv2D(16, 5, activation: Activation.Tanh, name: "c3"),
        new AveragePooling2D(2, name: "s4"),
        new Flatten(name: "flatten"),
        new Dense(120, Activation.Tanh, name: "c5"),
        new Dense(84, Activation.Tanh, name: "f6"),
        new Dense(classes, Activation.Softmax, name: "output"),
    };

    /// <summary>Keras's example for MNIST: two convolutions, two poolings, dropout and one dense layer; 34,826 weights.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="seed">The first weights are a pure function of it.</param>
    /// <remarks>Adam, batches of 128 and 15 epochs bring it above 99 %. Source: keras.io, "Simple MNIST convnet".</remarks>
    public static Sequential MnistConvnet(int classes = 10, long seed = 0) => new(seed: seed)
    {
        new InputLayer([28, 28, 1]),
        new Conv2D(32, 3, activation: Activation.Relu),
        new MaxPooling2D(2),
        new Conv2D(64, 3, activation: Activation.Relu),
        new MaxPooling2D(2),
        new Flatten(),
        new Dropout(0.5),
        new Dense(classes, Activation.Softmax),
    };
}
