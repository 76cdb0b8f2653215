using Shouldly;

namespace Cornea.Tests.Models;

public sealed class PredictorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(48)]
    public void A_predictor_gives_what_predict_gives(int batch)
    {
        var model = Network();
        var x = Samples(batch);
        var expected = model.Predict(x, batchSize: batch, verbose: Verbosity.Silent).ToArray();

        var actual = model.Prepare(batch).Predict(x.ToArray()).ToArray();

        for (var i = 0; i < expected.Length; i++)
            actual[i].ShouldBe(expected[i], 1e-6f);
    }

    [Fact]
    public void The_number_of_lanes_changes_no_bit()
    {
        var model = Network();
        var x = Samples(48).ToArray();
        var one = model.Prepare(48, new CompileOptions { Threads = 1 }).Predict(x).ToArray();
        foreach (var threads in (int[])[2, 3, 8])
            model.Prepare(48, new CompileOptions { Threads = threads }).Predict(x).ToArray().ShouldBe(one);
    }

    [Fact]
    public void A_predictor_keeps_the_weights_it_was_made_with()
    {
        var model = Network();
        var predictor = model.Prepare();
        var x = Samples(1).ToArray();
        var before = predictor.Predict(x).ToArray();

        foreach (var weight in model.Weights)
            weight.Variable.Assign(weight.Variable.ToTensor() * 2);

        predictor.Predict(x).ToArray().ShouldBe(before);
        model.Prepare().Predict(x).ToArray().ShouldNotBe(before);
    }

    [Theory]
    [InlineData(1, 700, 613)] // wide panels for single rows, and a rest that is no whole vector; two blocks of k
    [InlineData(3, 700, 613)]
    [InlineData(40, 96, 32)]
    [InlineData(1, 5000, 20)] // slices of k
    [InlineData(9, 5000, 20)]
    public void Weights_rounded_to_bfloat16_are_those_of_a_model_whose_kernels_are_rounded_to_it(int batch, int inputs, int units)
    {
        var model = new Sequential(seed: 5) { new Dense(units, Activation.Tanh, inputDim: inputs), new Dense(7) };
        var random = new System.Random(3);
        float[] x = [.. Enumerable.Range(0, batch * inputs).Select(_ => (float)(random.NextDouble() - 0.4))];
        var narrow = model.Prepare(batch, new CompileOptions { WeightType = DType.BFloat16, Threads = 1 }).Predict(x).ToArray();
        model.Prepare(batch, new CompileOptions { WeightType = DType.BFloat16, Threads = 3 }).Predict(x).ToArray().ShouldBe(narrow);
        narrow.ShouldNotBe(model.Prepare(batch).Predict(x).ToArray());

        model.SetWeights([.. model.GetWeights().Select(weight =>
            weight.Rank == 1 ? weight : weight.Cast(DType.BFloat16).Cast(DType.Float32).Compute())]);
        model.Prepare(batch).Predict(x).ToArray().ShouldBe(narrow);
    }

    [Fact]
    public void Tables_rounded_to_bfloat16_are_those_of_a_model_whose_table_is_rounded_to_it()
    {
        var model = new Sequential(seed: 5) { new InputLayer(6), new Embedding(50, 8), new GlobalAveragePooling1D() };
        float[] x = [.. Enumerable.Range(0, 3 * 6).Select(i => (float)(i * 11 % 50))];
        var (wide, rounded) = (model.Prepare(3), model.Prepare(3, new CompileOptions { WeightType = DType.BFloat16 }));
        (wide.Function.StateBytes - rounded.Function.StateBytes).ShouldBe(50 * 8 * 2);
        var narrow = rounded.Predict(x).ToArray();
        narrow.ShouldNotBe(wide.Predict(x).ToArray());

        model.SetWeights([model.GetWeights()[0].Cast(DType.BFloat16).Cast(DType.Float32).Compute()]);
        model.Prepare(3).Predict(x).ToArray().ShouldBe(narrow);
    }

    [Fact]
    public void Weights_stay_float32_or_are_rounded_to_bfloat16() =>
        Should.Throw<ArgumentException>(() => new CompileOptions { WeightType = DType.Int8 }).Message.ShouldContain("Quantize");

    [Fact]
    public void A_run_allocates_nothing()
    {
        var predictor = Network().Prepare(4, new CompileOptions { Threads = 1 });
        predictor.Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        predictor.Run();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_model_that_does_not_know_its_input_says_what_to_do()
    {
        var model = new Sequential { new Dense(3) };
        Should.Throw<InvalidOperationException>(() => model.Prepare()).Message.ShouldContain("inputShape");
    }

    [Fact]
    public void Samples_that_do_not_fill_the_batch_are_refused()
    {
        var predictor = Network().Prepare(2);
        Should.Throw<ArgumentException>(() => predictor.Predict(new float[65])).Message.ShouldContain("(2, 8, 8, 1)");
    }

    private static Sequential Network()
    {
        var model = new Sequential(seed: 3)
        {
            new Conv2D(6, 3, padding: Padding.Same, inputShape: [8, 8, 1]),
            new BatchNormalization(),
            new ReLU(),
            new MaxPooling2D(2),
            new Conv2D(8, 3),
            new MaxPooling2D(2),
            new ReLU(),
            new Flatten(),
            new Dropout(0.5),
            new Dense(5, Activation.Softmax),
        };
        foreach (var weight in model.Weights.Where(weight => weight.Variable.Name.Contains("moving", StringComparison.Ordinal)))
            weight.Variable.Assign(weight.Variable.ToTensor() + 0.25f);
        return model;
    }

    private static Tensor Samples(int batch)
    {
        var random = new System.Random(5);
        return Tensor.From([.. Enumerable.Range(0, batch * 64).Select(_ => random.NextSingle())], [batch, 8, 8, 1]);
    }
}
