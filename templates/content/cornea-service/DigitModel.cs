using Cornea;

namespace CorneaService1;

/// <summary>The network of the service and its weights.</summary>
internal static class DigitModel
{
    /// <summary>Loads the weights where the file is there, else trains on part of MNIST and saves them.</summary>
    public static Sequential LoadOrTrain(string file)
    {
        var model = new Sequential(seed: 1)
        {
            new Dense(64, Activation.Relu, inputDim: 28 * 28),
            new Dense(10, Activation.Softmax),
        };
        if (File.Exists(file))
        {
            model.LoadWeights(file);
            return model;
        }
        var (train, _) = Mnist.Load();
        var x = train.Images[..10_000].Reshape(-1, 28 * 28).ToFloat32() / 255f;
        model.Compile(new Adam(), new CategoricalCrossentropy(), [new Accuracy()]);
        model.Fit(x, OneHot.Encode(train.Labels[..10_000], classes: 10), batchSize: 64, epochs: 3, verbose: Verbosity.Silent);
        model.SaveWeights(file);
        return model;
    }

    /// <summary>The pixels of the first test digit, a 7.</summary>
    public static float[] SamplePixels() => Mnist.Load().Test.Images[0].ToFloat32().ToArray();
}
