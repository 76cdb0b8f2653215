using Shouldly;

namespace Cornea.Tests.Training;

/// <summary>Training that would do nothing, or not what was meant, is told.</summary>
public sealed class SilentTrainingTests
{
    private static readonly Tensor X = RandomKey.From(1).Normal([8, 3]).Compute();
    private static readonly Tensor Y = X.Sum(1, keepDims: true).Compute();

    [Fact]
    public void A_weight_without_a_gradient_is_named_and_stays()
    {
        var warnings = new List<TrainingWarning>();
        var model = new Sequential { new Dense(4, inputDim: 3), new Stop(), new Dense(1) };
        model.Warned = warnings.Add;
        model.Compile(new AdamW(0.1, weightDecay: 0.5), new MeanSquaredError());
        var before = model.GetWeights()[0].ToArray();
        model.Fit(X, Y, epochs: 3, verbose: Verbosity.Silent);
        var warning = warnings.ShouldHaveSingleItem();
        warning.Kind.ShouldBe(TrainingWarningKind.NothingTrained);
        warning.Message.ShouldContain("does not depend on 'dense/kernel', 'dense/bias'");
        model.GetWeights()[0].ToArray().ShouldBe(before);
        model.GetWeights()[2].ToArray().ShouldNotBe(new float[4]);
    }

    [Fact]
    public void A_model_of_which_nothing_is_trained_says_so()
    {
        var frozen = new Sequential { new Dense(1, inputDim: 3) };
        frozen.Trainable = false;
        foreach (var (model, name) in new (Sequential, string)[]
        {
            (new Sequential { new InputLayer(1), new ReLU() }, "no weights that are trained"), (frozen, "no weights that are trained"),
            (new Sequential { new Dense(1, inputDim: 3), new Stop() }, "'dense/kernel', 'dense/bias'"),
        })
        {
            var warnings = new List<TrainingWarning>();
            model.Warned = warnings.Add;
            model.Compile(new SGD(0.1), new MeanSquaredError());
            model.Fit(model.Weights.Count == 0 ? Y : X, Y, epochs: 2, verbose: Verbosity.Silent)["loss"].Count.ShouldBe(2);
            var warning = warnings.ShouldHaveSingleItem();
            warning.Kind.ShouldBe(TrainingWarningKind.NothingTrained);
            warning.Message.ShouldContain(name);
        }
    }

    [Fact]
    public void Weights_of_a_layer_that_was_built_before_and_is_not_tracked_are_named()
    {
        var (warnings, inner) = (new List<TrainingWarning>(), new Dense(3, name: "inner"));
        inner.BuildFor([[Shape.Unknown, 3]]);
        var model = new Sequential { new InputLayer([3]), new Around(inner), new Dense(1) };
        model.Warned = warnings.Add;
        model.Compile(new SGD(0.1), new MeanSquaredError());
        model.Fit(X, Y, epochs: 2, verbose: Verbosity.Silent);
        warnings.ShouldHaveSingleItem().Message.ShouldContain("uses 'inner/kernel', 'inner/bias' without knowing them");
        inner.Trainable = false;
        warnings.Clear();
        model.Compile(new SGD(0.1), new MeanSquaredError());
        model.Fit(X, Y, verbose: Verbosity.Silent);
        warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_metric_that_is_given_twice_is_refused()
    {
        var (model, metric) = (new Sequential { new Dense(1, inputDim: 3) }, new RootMeanSquaredError());
        foreach (var (metrics, weighted) in new (Metric[], Metric[])[] { ([metric, metric], []), ([metric], [metric]) })
        {
            Should.Throw<ArgumentException>(() => model.Compile(new SGD(), new MeanSquaredError(), metrics, weightedMetrics: weighted))
                .Message.ShouldContain("the same RootMeanSquaredError 'root_mean_squared_error' twice");
        }
    }

    // Keras: what is trainable is determined by Compile. https://keras.io/guides/transfer_learning
    [Fact]
    public void A_discriminator_that_is_frozen_after_Compile_is_trained_alone_and_not_within_the_whole()
    {
        var warnings = new List<TrainingWarning>();
        var discriminator = new Sequential(seed: 1) { new Dense(4, inputDim: 3), new BatchNormalization(), new Dense(1) };
        discriminator.Warned = warnings.Add;
        discriminator.Compile(new SGD(0.1), new MeanSquaredError());
        discriminator.Trainable = false;
        var noise = Model.Input([2]);
        var whole = new Functional(noise, discriminator.On(new Dense(3, name: "generator").On(noise)));
        whole.Compile(new SGD(0.1), new MeanSquaredError());
        float[] Discriminator() => [.. discriminator.GetWeights().SelectMany(weight => weight.ToArray())];
        float[] Generator() => whole.GetLayer("generator").GetWeights()[0].ToArray();
        var z = RandomKey.From(2).Normal([8, 2]).Compute();

        for (var i = 0; i < 2; i++)
        {
            var (weights, generator) = (Discriminator(), Generator());
            whole.TrainOnBatch(z, Y);
            Discriminator().ShouldBe(weights);
            Generator().ShouldNotBe(generator);
            generator = Generator();
            discriminator.TrainOnBatch(X, Y);
            // All of them, the moving averages too.
            Discriminator().Zip(weights).Count(pair => pair.First != pair.Second).ShouldBeGreaterThan(weights.Length * 3 / 4);
            Generator().ShouldBe(generator);
        }
        warnings.ShouldHaveSingleItem().Kind.ShouldBe(TrainingWarningKind.TrainableChanged);

        discriminator.Compile(new SGD(0.1), new MeanSquaredError());
        var frozen = Discriminator();
        discriminator.TrainOnBatch(X, Y);
        Discriminator().ShouldBe(frozen);
    }

    private sealed class Around(Layer inner) : Layer(null)
    {
        public override Tensors Call(Tensors inputs, CallContext context) => inner.Apply(inputs, context);
    }

    private sealed class Stop() : Layer(null)
    {
        public override Tensors Call(Tensors inputs, CallContext context) => ((Tensor)inputs).StopGradient();
    }
}
