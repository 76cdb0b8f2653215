namespace Cornea.Bench;

/// <summary>Small networks as people meet them who try a library: 60 steps of 64 made-up samples; AdamW, crossentropy from
/// logits.</summary>
internal static class ShortRuns
{
    private const int Length = 32;

    public static readonly IReadOnlyList<Workload> All =
    [
        Of("short-mlp", "Dense 784-512-128-10, ReLU", [784], seed => new Sequential(seed: seed)
        {
            new Dense(512, Activation.Relu, inputDim: 784), new Dense(128, Activation.Relu), new Dense(10),
        }),
        Of("short-cnn", "Conv 16 same ReLU, MaxPool 2, Conv 32 same ReLU, mean to 4x4, Dense 10; 28x28x1", [28, 28, 1],
            seed => new Sequential(seed: seed)
            {
                new Conv2D(16, 3, padding: Padding.Same, activation: Activation.Relu, inputShape: [28, 28, 1]), new MaxPooling2D(2),
                new Conv2D(32, 3, padding: Padding.Same, activation: Activation.Relu), new AdaptiveAveragePooling2D(4), new Flatten(),
                new Dense(10),
            }),
        Of("short-lstm", "LSTM 64 over 32 steps of 32, the last step, Dense 10", [Length, Length], seed => new Sequential(seed: seed)
        {
            new LSTM(64, inputShape: [Length, Length]), new Dense(10),
        }),
        Of("short-transformer",
            "Dense 64, two post-norm encoder blocks (4 heads, 128, dropout 0.1, ReLU) over 32 steps of 32, mean, Dense 10",
            [Length, Length], Transformer),
    ];

    private static Workload Of(string name, string network, Shape sample, Func<int, Model> model) => new(
        name, network, sample, UnitImages: 1_000, StretchSteps: 20, ValidationImages: 0, model, () => new AdamW(0.001),
        () => throw new InvalidOperationException("The data is made by Samples."))
    {
        Batch = 64,
        Steps = 20,
        Loss = () => new SparseCategoricalCrossentropy(fromLogits: true),
        Targets = Labels,
    };

    private static Functional Transformer(int seed)
    {
        const int Width = 64;
        var x = Model.Input([Length, Length]);
        var h = new Dense(Width).On(x);
        for (var block = 0; block < 2; block++)
        {
            var attended = new Dropout(0.1).On(new MultiHeadAttention(numHeads: 4, keyDim: Width / 4, dropout: 0.1).On(h, h));
            h = new LayerNormalization().On(h + attended);
            var inner = new Dense(Width).On(new Dense(128, Activation.Relu).On(h));
            h = new LayerNormalization().On(h + new Dropout(0.1).On(inner));
        }
        return new Functional(x, new Dense(10).On(new GlobalAveragePooling1D().On(h)), seed: seed);
    }

    private static Tensor Labels(int count)
    {
        var random = new System.Random(2);
        return Tensor.From([.. Enumerable.Range(0, count).Select(_ => random.Next(10))], [count]);
    }
}
