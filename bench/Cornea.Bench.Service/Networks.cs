namespace Cornea.Bench.Service;

/// <summary>The networks that are served, with random weights.</summary>
internal static class Networks
{
    public static string[] Names => ["dense", "cnn-course"];

    public static Sequential Model(string name) => name == "dense"
        ? new Sequential(seed: 0)
        {
            new Dense(512, Activation.Relu, inputDim: 784), new Dense(256, Activation.Relu), new Dense(128, Activation.Relu),
            new Dense(32, Activation.Relu), new Dense(10, Activation.Softmax),
        }
        : new Sequential(seed: 0)
        {
            new Conv2D(32, 3, activation: Activation.Relu, inputShape: [28, 28, 1]), new MaxPooling2D(2), new Flatten(),
            new Dense(128, Activation.Relu), new Dense(10, Activation.Softmax),
        };
}
