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
