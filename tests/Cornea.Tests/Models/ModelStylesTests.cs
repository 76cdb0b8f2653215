using Shouldly;

namespace Cornea.Tests.Models;

public sealed class ModelStylesTests
{
    private static readonly Tensor Rows = Tensor.From([1f, 2, 3, 4, -1, 0, 2, 1], [2, 4]);
    private static readonly Tensor Targets = Tensor.From([1f, 0], [2, 1]);

    private sealed class TwoWays : Model
    {
        private readonly Dense _wide;
        private readonly Dense _deep;
        private readonly Dense _head;

        public TwoWays() : base(null, seed: 1)
        {
            _wide = Track(new Dense(3), "wide");
            _deep = Track(new Dense(3, Activation.Relu), "deep");
            _head = Track(new Dense(1), "head");
        }

        public override Tensors Call(Tensors inputs, CallContext context)
        {
            Tensor wide = _wide.Apply(inputs, context);
            return _head.Apply(wide + _deep.Apply(inputs, context), context);
        }
    }

    private static Sequential Normalized() => new(seed: 2) { new Dense(3, inputDim: 4), new BatchNormalization(momentum: 0.5),
        new Dense(1) };

    private static float[] Predict(Model model) => model.Predict(Rows, verbose: Verbosity.Silent).ToArray();

    [Fact]
    public void A_model_of_ones_own_trains_and_sums_itself_up()
    {
        var model = new TwoWays();
        model.Compile(new SGD(0.01), new MeanSquaredError());

        var history = model.Fit(Rows, Targets, epochs: 5, verbose: Verbosity.Silent);

        history["loss"][4].ShouldBeLessThan(history["loss"][0]);
        model.CountParameters().ShouldBe(15 + 15 + 4);
        model.Weights.Select(weight => weight.Variable.Name).First().ShouldBe("wide/kernel");
        model.SummaryText().ShouldContain("│ deep (Dense)                    │ (None, 3)              │            15 │");
    }

    [Fact]
    public void The_three_styles_stand_inside_each_other()
    {
        var own = new TwoWays();
        var x = Model.Input([4]);
        var functional = new Functional(x, own.On(x) + Normalized().On(x));
        var chain = new Sequential { functional, new ActivationLayer(Activation.Tanh) };

        chain.Predict(Rows, verbose: Verbosity.Silent).ToArray()
            .ShouldBe(Predict(own).Zip(Predict(functional.GetLayer(2) as Model ?? own), (a, b) => MathF.Tanh(a + b)), 1e-6);
        own.Weights[0].Variable.Name.ShouldBe("two_ways/wide/kernel");
    }

    [Fact]
    public void A_frozen_layer_keeps_its_weights_and_the_steps_are_compiled_anew()
    {
        var model = Normalized();
        model.Compile(new SGD(0.1), new MeanSquaredError());
        model.TrainOnBatch(Rows, Targets);
        var (first, last) = (model.GetLayer(0), model.GetLayer(2));
        first.Trainable = false;
        model.Compile(model.Optimizer!, new MeanSquaredError());
        model.TrainableWeights.Count.ShouldBe(4);
        var (frozen, free) = (first.GetWeights()[0].ToArray(), last.GetWeights()[0].ToArray());

        model.TrainOnBatch(Rows, Targets);
        first.GetWeights()[0].ToArray().ShouldBe(frozen);
        last.GetWeights()[0].ToArray().ShouldNotBe(free);

        first.Trainable = true;
        model.Compile(model.Optimizer!, new MeanSquaredError());
        model.TrainOnBatch(Rows, Targets);
        first.GetWeights()[0].ToArray().ShouldNotBe(frozen);
    }

    [Fact]
    public void A_frozen_model_inside_another_normalizes_by_its_moving_averages_and_leaves_them()
    {
        var inner = Normalized();
        var x = Model.Input([4]);
        var model = new Functional(x, inner.On(x));
        inner.Trainable = false;
        var before = inner.GetWeights().Select(weight => weight.ToArray()).ToArray();
        model.Compile(new SGD(0.1), new MeanSquaredError());

        var training = model.TrainOnBatch(Rows, Targets).Loss;

        training.ShouldBe(model.TestOnBatch(Rows, Targets, resetMetrics: true).Loss, 1e-6);
        inner.GetWeights().Select(weight => weight.ToArray()).ToArray().ShouldBe(before);
        model.TrainableWeights.ShouldBeEmpty();
    }

    [Fact]
    public void A_clone_has_the_same_layers_and_weights_of_its_own()
    {
        var x = Model.Input([4], name: "x");
        var shared = new Dense(4, Activation.Relu);
        var model = new Functional(x, Normalized().On(shared.On(shared.On(x))), "model", seed: 3);
        shared.Trainable = false;

        var (again, other) = (model.Clone(), model.Clone(seed: 4));

        Predict(again).ShouldBe(Predict(model));
        Predict(other).ShouldNotBe(Predict(model));
        other.SummaryText(expandNested: true, showTrainable: true).ShouldBe(model.SummaryText(expandNested: true, showTrainable: true));
        model.SetWeights([.. model.GetWeights().Select(weight => weight * 2)]);
        Predict(again).ShouldNotBe(Predict(model));
    }

    [Fact]
    public void Chains_wrappers_and_attention_can_be_cloned()
    {
        var model = new Sequential(seed: 5) { new InputLayer([3, 4]), new TimeDistributed(new Dense(4)), new Dense(1) };
        var x = Model.Input([3, 4]);
        var attention = new MultiHeadAttention(2, 2);
        var attending = new Functional(x, attention.On(x, x));
        var data = RandomKey.From(1).Normal([2, 3, 4]);

        model.Clone().Predict(data, verbose: Verbosity.Silent).ToArray().ShouldBe(model.Predict(data, verbose: Verbosity.Silent).ToArray());
        model.Clone(6).Weights[0].Variable.ShouldNotBeSameAs(model.Weights[0].Variable);
        attending.Clone().Predict(data, verbose: Verbosity.Silent).ToArray().ShouldBe(attending.Predict(data, verbose: Verbosity.Silent)
            .ToArray());
        attending.Clone().CountParameters().ShouldBe(attending.CountParameters());
    }

    [Fact]
    public void A_class_of_ones_own_says_how_to_clone_it() =>
        Should.Throw<NotSupportedException>(() => new TwoWays().Clone()).Message.ShouldContain("Override Clone in TwoWays");

    [Fact]
    public void A_tuned_head_on_frozen_features_moves_alone()
    {
        var features = Applications.MobileNetV2(includeTop: false, inputShape: [32, 32, 3], pooling: FeaturePooling.Average);
        features.Trainable = false;
        var x = Model.Input([32, 32, 3]);
        var model = new Functional(x, new Dense(2, Activation.Softmax, name: "head").On(features.On(x, training: false)));

        model.TrainableWeights.Select(weight => weight.Variable.Name).ShouldBe(["head/kernel", "head/bias"]);
    }
}
