namespace Cornea.Tests.Serving;

/// <summary>Small networks whose answers are known.</summary>
internal static class ServedNetworks
{
    /// <summary>Gives the sum of three numbers times a factor.</summary>
    public static Sequential Sum(float factor = 1, string name = "sum")
    {
        var model = new Sequential(name) { new Dense(1, inputDim: 3) };
        model.SetWeights([Tensor.Full([3, 1], factor), Tensor.Zeros([1])]);
        return model;
    }

    public static Sequential Dense()
    {
        var model = new Sequential(seed: 5)
        {
            new Dense(40, Activation.Relu, inputDim: 17),
            new BatchNormalization(),
            new Dense(9, Activation.Softmax),
        };
        return model;
    }

    /// <summary>A network for sequences of any length that masks the token 0.</summary>
    public static Functional Masked()
    {
        var tokens = Model.Input([Shape.Unknown], DType.Int32);
        var states = new LSTM(6, returnSequences: true).On(new Embedding(20, 4, maskZero: true).On(tokens));
        return new Functional(tokens, [new LSTM(5).On(states), states], seed: 2);
    }

    /// <summary>A network for sequences of any length that masks nothing.</summary>
    public static Functional Unmasked()
    {
        var x = Model.Input([Shape.Unknown, 2]);
        return new Functional(x, new GlobalAveragePooling1D().On(new Conv1D(4, 2, padding: Padding.Same).On(x)), seed: 3);
    }

    public static float[] Sample(int number, int count) =>
        [.. Enumerable.Range(0, count).Select(i => MathF.Sin(number * 1.7f + i * 0.9f))];
}
