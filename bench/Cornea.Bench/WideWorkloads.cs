namespace Cornea.Bench;

/// <summary>Ten networks of the families people train, on made-up data; figures are per 1,000 samples.</summary>
internal static class WideWorkloads
{
    private const int Words = 20_000;

    public static readonly IReadOnlyList<Workload> All =
    [
        Of("tinymlp", "Dense 20-64-64-1, ReLU; Adam; mean squared error", [20], 32, 200, seed => new Sequential(seed: seed)
            {
                new Dense(64, Activation.Relu, inputDim: 20), new Dense(64, Activation.Relu), new Dense(1),
            }, new MeanSquaredError(), count => Uniform([count, 1]), [1, 32]),
        Of("lstm", "Embedding 20000x128, LSTM 128 over 200 steps, Dense 1; Adam; crossentropy", [200], 32, 10, Lstm, Logits(),
            count => Whole([count, 1], 2), [1, 32]) with { Words = Words },
        Of("gru", "two GRU 128 over 50 steps of 32, Dense 1; Adam; mean squared error", [50, 32], 64, 20, seed => new Sequential(seed: seed)
            {
                new GRU(128, returnSequences: true, inputShape: [50, 32]), new GRU(128), new Dense(1),
            }, new MeanSquaredError(), count => Uniform([count, 1]), [1, 32]),
        Of("transformer", "Embedding 20000x256, two post-norm encoder blocks (8 heads, 1024, GELU) over 128 steps, mean, Dense 2; Adam",
        [128],
            32, 6, Transformer, new SparseCategoricalCrossentropy(fromLogits: true), count => Whole([count], 2), [1, 32])
            with { Words = Words },
        Of("autoenc", "Conv 32 and 64 stride 2, transposed 64 and 32 stride 2, Conv 1; Adam; crossentropy; 28x28x1", [28, 28, 1], 128, 20,
            Autoencoder, Logits(), count => Uniform([count, 28, 28, 1]), [1, 32]) with { IsOwnTarget = true },
        Of("conv1d", "Conv1D 64 k7 ReLU, pool 2, Conv1D 128 k5, mean, Dense 5; Adam; 1000x16", [1000, 16], 64, 10,
            seed => new Sequential(seed: seed)
            {
                new Conv1D(64, 7, activation: Activation.Relu, inputShape: [1000, 16]), new MaxPooling1D(2), new Conv1D(128, 5),
                new GlobalAveragePooling1D(), new Dense(5),
            }, new SparseCategoricalCrossentropy(fromLogits: true), count => Whole([count], 5), [1, 32]),
        Of("widemlp", "Dense 4096-4096-4096-10, ReLU; SGD with momentum", [4096], 256, 6, seed => new Sequential(seed: seed)
            {
                new Dense(4096, Activation.Relu, inputDim: 4096), new Dense(4096, Activation.Relu), new Dense(10),
            }, new SparseCategoricalCrossentropy(fromLogits: true), count => Whole([count], 10), [1, 32])
            with { Optimizer = () => new SGD(0.01, momentum: 0.9) },
        Of("unet", "U-Net of widths 16, 32, 64 with batch normalization; Adam; crossentropy; 128x128x3", [128, 128, 3], 8, 20, UNet,
        Logits(),
            count => Whole([count, 128, 128, 1], 2), [1, 32]),
        Of("mobilenet", "MobileNetV2, 10 classes; Adam; 96x96x3", [96, 96, 3], 32, 8, seed => global::Cornea.Applications.MobileNetV2(
                inputShape: [96, 96, 3], classes: 10, classifierActivation: Activation.Linear, seed: seed),
            new SparseCategoricalCrossentropy(fromLogits: true), count => Whole([count], 10), [1, 8]),
        Of("resnet50", "ResNet50, 1000 classes; Adam; 224x224x3", [224, 224, 3], 8, 4, seed => global::Cornea.Applications.ResNet50(
                classifierActivation: Activation.Linear, seed: seed),
            new SparseCategoricalCrossentropy(fromLogits: true), count => Whole([count], 1000), [1, 8]),
    ];

    private static Workload Of(
        string name, string network, Shape sample, int batch, int steps, Func<int, Model> model, Loss loss, Func<int, Tensor> targets,
        int[] inferenceBatches) => new(
            name, network, sample, UnitImages: 1_000, StretchSteps: Math.Max(1, steps / 4),
            ValidationImages: 0, model, () => new Adam(), () => throw new InvalidOperationException("The data is made by Samples."))
        {
            Batch = batch,
            Steps = steps,
            Loss = () => loss,
            Targets = targets,
            InferenceBatches = inferenceBatches,
        };

    private static BinaryCrossentropy Logits() => new(fromLogits: true);

    private static Sequential Lstm(int seed) => new(seed: seed)
    {
        new InputLayer([200], dtype: DType.Int32), new Embedding(Words, 128), new LSTM(128), new Dense(1),
    };

    private static Functional Transformer(int seed)
    {
        const int Width = 256;
        var x = Model.Input([128], DType.Int32);
        var h = new Embedding(Words, Width).On(x);
        for (var block = 0; block < 2; block++)
        {
            var attended = new MultiHeadAttention(numHeads: 8, keyDim: Width / 8).On(h, h);
            h = new LayerNormalization().On(h + attended);
            var inner = new Dense(Width).On(new Dense(1024, Activation.Gelu).On(h));
            h = new LayerNormalization().On(h + inner);
        }
        return new Functional(x, new Dense(2).On(new GlobalAveragePooling1D().On(h)), seed: seed);
    }

    private static Sequential Autoencoder(int seed) => new(seed: seed)
    {
        new Conv2D(32, 3, strides: 2, padding: Padding.Same, activation: Activation.Relu, inputShape: [28, 28, 1]),
        new Conv2D(64, 3, strides: 2, padding: Padding.Same, activation: Activation.Relu),
        new Conv2DTranspose(64, 3, strides: 2, padding: Padding.Same, activation: Activation.Relu),
        new Conv2DTranspose(32, 3, strides: 2, padding: Padding.Same, activation: Activation.Relu),
        new Conv2D(1, 3, padding: Padding.Same),
    };

    private static Functional UNet(int seed)
    {
        var x = Model.Input([128, 128, 3]);
        var first = Pair(x, 16);
        var second = Pair(new MaxPooling2D(2).On(first), 32);
        var third = Pair(new MaxPooling2D(2).On(second), 64);
        var up = Pair(new Concatenate().On(new Conv2DTranspose(32, 2, strides: 2).On(third), second), 32);
        up = Pair(new Concatenate().On(new Conv2DTranspose(16, 2, strides: 2).On(up), first), 16);
        return new Functional(x, new Conv2D(1, 1).On(up), seed: seed);
    }

    private static SymbolicTensor Pair(SymbolicTensor x, int filters)
    {
        for (var i = 0; i < 2; i++)
        {
            x = new Conv2D(filters, 3, padding: Padding.Same, useBias: false).On(x);
            x = new ReLU().On(new BatchNormalization().On(x));
        }
        return x;
    }

    private static Tensor Uniform(Shape shape)
    {
        var random = new System.Random(2);
        return Tensor.From([.. Enumerable.Range(0, shape.Size).Select(_ => random.NextSingle())], shape);
    }

    private static Tensor Whole(Shape shape, int below)
    {
        var random = new System.Random(2);
        return Tensor.From([.. Enumerable.Range(0, shape.Size).Select(_ => random.Next(below))], shape);
    }
}
