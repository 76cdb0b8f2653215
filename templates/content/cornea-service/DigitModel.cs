using Cornea;

namespace CorneaService1;

/// <summary>The network of the service.</summary>
internal static class DigitModel
{
    /// <summary>Trains on part of MNIST and saves the model.</summary>
    public static void Train(string file)
    {
        var model = new Sequential(seed: 1)
        {
            new Dense(64, Activation.Relu, inputDim: 28 * 28),
            new Dense(10, Activation.Softmax),
        };
        var (train, _) = Mnist.Load();
        var x = train.Images[..10_000].Reshape(-1, 28 * 28).ToFloat32() / 255f;
        model.Compile(new Adam(), new CategoricalCrossentropy(), [new Accuracy()]);
        model.Fit(x, OneHot.Encode(train.Labels[..10_000], classes: 10), batchSize: 64, epochs: 3, verbose: Verbosity.Silent);
        model.Save(file);
    }

    /// <summary>The pixels of the first test digit, a 7.</summary>
    public static float[] SamplePixels() => Mnist.Load().Test.Images[0].ToFloat32().ToArray();
}
