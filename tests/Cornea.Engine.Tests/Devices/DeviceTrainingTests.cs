using Cornea.Activations;
using Cornea.Layers;
using Cornea.Losses;
using Cornea.Metrics;
using Cornea.Optimizers;
using Cornea.Terminal;
using Cornea.Tests.Devices.Store;
using Shouldly;

namespace Cornea.Tests.Devices;

/// <summary>The lecture's dense network, trained through the public API on a device whose memory the host cannot address.</summary>
public sealed class DeviceTrainingTests
{
    private const int Images = 2000;

    [Fact]
    public void The_lectures_network_trains_an_epoch_on_a_device_with_memory_of_its_own()
    {
        var (x, y) = Digits();
        var kernels = StoreBackend.KernelsRun;
        var (store, loss) = Train(x, y, StoreDevice.Instance);
        (StoreBackend.KernelsRun - kernels).ShouldBeGreaterThan(500, "the step's kernels ran on the store");

        var (cpu, cpuLoss) = Train(x, y, Device.Cpu);
        loss.ShouldBeLessThan(2, "an epoch is enough to be better than guessing, whose loss is ln 10 = 2.3");
        // The same steps in another order of additions, each rounded to float32: losses agree to a few rounding errors of the mean.
        loss.ShouldBe(cpuLoss, 0.02);
        store.GetWeights().Count.ShouldBe(cpu.GetWeights().Count);
    }

    private static (Sequential Model, double Loss) Train(Tensor x, Tensor y, Device device)
    {
        var model = new Sequential(seed: 1)
        {
            new Dense(512, Activation.Relu, inputDim: 784),
            new Dense(256, Activation.Relu),
            new Dense(128, Activation.Relu),
            new Dense(32, Activation.Relu),
            new Dense(10, Activation.Softmax),
        };
        model.Compile(new RMSprop(), new CategoricalCrossentropy(), [new Accuracy()], options: new CompileOptions { Device = device });
        var history = model.Fit(x, y, batchSize: 128, epochs: 1, verbose: Verbosity.Silent);
        return (model, history["loss"][^1]);
    }

    // Ten blurred shapes in noise: what one class has in common is as plain as in digits, and nothing has to be loaded.
    private static (Tensor X, Tensor Y) Digits()
    {
        var random = new System.Random(7);
        var pixels = new float[Images * 784];
        var labels = new int[Images];
        for (var image = 0; image < Images; image++)
        {
            var label = labels[image] = random.Next(10);
            for (var pixel = 0; pixel < 784; pixel++)
            {
                var (row, column) = (pixel / 28, pixel % 28);
                var ink = Math.Max(0, Math.Sin((label + 1) * row / 14.0) * Math.Cos((10 - label) * column / 14.0));
                pixels[image * 784 + pixel] = (float)(0.7 * ink + 0.3 * random.NextDouble());
            }
        }
        return (Tensor.From(pixels, [Images, 784]), OneHot.Encode(Tensor.From(labels, [Images]), 10));
    }
}
