using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Shouldly;

namespace Cornea.Tests.Training;

public sealed class DeterminismTests
{
    private const int Samples = 300;
    private static readonly Tensor Pixels = Tensor.From([.. Enumerable.Range(0, Samples * 784).Select(i => (byte)(i * 31 % 257 * 7))],
        [Samples, 784]);
    private static readonly Tensor Y = OneHot.Encode(Tensor.From([.. Enumerable.Range(0, Samples).Select(i => i * i % 10)], [Samples]), 10);
    private static readonly Lazy<string> OnOneThread = new(() => Trained(1));

    // The lecture's widths: each large product is cut into more tiles than there are threads. The last batch is smaller.
    private static string Trained(int threads, long seed = 3, Optimizer? optimizer = null)
    {
        var model = new Sequential(seed: seed)
        {
            new Dense(512, Activation.Relu, inputDim: 784),
            new Dense(256, Activation.Relu),
            new Dropout(0.2),
            new Dense(128, Activation.Relu),
            new Dense(32, Activation.Relu),
            new Dense(10, Activation.Softmax),
        };
        return Fitted(model, Pixels.ToFloat32() / 255f, threads, optimizer ?? new RMSprop());
    }

    private static string Fitted(Sequential model, Tensor x, int threads, Optimizer optimizer)
    {
        model.Compile(optimizer, new CategoricalCrossentropy(), [new Accuracy()], options: new CompileOptions { Threads = threads });
        model.Fit(x, Y, batchSize: 128, epochs: 2, verbose: Verbosity.Silent, validationSplit: 0.1);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var weights in model.GetWeights())
            hash.AppendData(MemoryMarshal.AsBytes(weights.AsSpan<float>()));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Any_number_of_threads_trains_the_same_weights_bit_for_bit(int threads) => Trained(threads).ShouldBe(OnOneThread.Value);

    [Fact]
    public void So_does_a_network_with_convolution_pooling_normalization_dropout_and_augmentation()
    {
        string Images(int threads)
        {
            var model = new Sequential(seed: 5)
            {
                new RandomFlip(),
                new RandomTranslation(0.1, 0.1),
                new Conv2D(16, 3, padding: Padding.Same, useBias: false),
                new BatchNormalization(),
                new ReLU(),
                new MaxPooling2D(2),
                new Conv2D(32, 3, activation: Activation.Relu), // channels enough for the transforms
                new AveragePooling2D(2),
                new Dropout(0.3),
                new Flatten(),
                new Dense(10, Activation.Softmax),
            };
            return Fitted(model, Pixels.Reshape(-1, 28, 28, 1).ToFloat32() / 255f, threads, new Adam());
        }

        var one = Images(1);
        foreach (var threads in (int[])[2, 3, 8])
            Images(threads).ShouldBe(one, $"{threads} threads");
    }

    [Fact]
    public void Another_seed_trains_other_weights() => Trained(1, seed: 4).ShouldNotBe(OnOneThread.Value);

    [Fact]
    public void The_same_holds_with_gradients_clipped_by_their_common_norm() =>
        Trained(8, optimizer: new Adam(globalClipNorm: 0.5)).ShouldBe(Trained(1, optimizer: new Adam(globalClipNorm: 0.5)));
}
