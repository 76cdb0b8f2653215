using Shouldly;

namespace Cornea.Tests.Layers;

public sealed class LayerStateTests
{
    [Fact]
    public void Dropout_drops_its_part_and_scales_the_rest()
    {
        var kept = ((Tensor)new Dropout(0.25).Apply(Tensor.Ones([100, 100]), training: true)).ToArray();

        kept.Distinct().Order().ShouldBe([0f, (float)(1 / 0.75)]);
        kept.Count(value => value == 0).ShouldBeInRange(2300, 2700);
    }

    [Fact]
    public void Each_random_layer_of_a_pass_draws_its_own_numbers()
    {
        var context = new CallContext(training: true, RandomKey.From(1));
        var layer = new Dropout(0.5);
        Tensor first = layer.Apply(Tensor.Ones([50, 50]), context);
        Tensor second = layer.Apply(Tensor.Ones([50, 50]), context);

        first.ToArray().ShouldNotBe(second.ToArray());
    }

    [Theory]
    [InlineData("noise")]
    [InlineData("gaussian")]
    [InlineData("alpha")]
    public void Noise_keeps_the_mean_and_is_off_outside_training(string kind)
    {
        Layer layer = kind switch { "noise" => new GaussianNoise(0.5), "gaussian" => new GaussianDropout(0.3), _ => new AlphaDropout(0.2) };
        // AlphaDropout keeps mean 0 and variance 1 of normal numbers.
        var x = RandomKey.From(3).Normal([200, 200]).Compute();
        var noisy = (Tensor)layer.Apply(x, training: true);

        (noisy - x).Mean().Item().ShouldBe(0, 0.02f);
        noisy.ToArray().ShouldNotBe(x.ToArray());
        ((Tensor)layer.Apply(x)).ToArray().ShouldBe(x.ToArray());
    }

    [Fact]
    public void Spatial_dropout_drops_whole_channels()
    {
        Tensor dropped = new SpatialDropout2D(0.5).Apply(Tensor.Ones([4, 3, 3, 8]), training: true);

        dropped.Max([1, 2]).ToArray().ShouldBe(dropped.Min([1, 2]).ToArray());
        dropped.ToArray().Distinct().Order().ShouldBe([0f, 2f]);
    }

    [Fact]
    public void A_normalization_that_is_called_twice_moves_its_averages_twice()
    {
        var layer = new BatchNormalization(momentum: 0.5);
        var context = new CallContext(training: true);
        layer.Apply(Tensor.Ones([4, 1]) * 2, context);
        layer.Apply(Tensor.Ones([4, 1]) * 4, context);

        // 0 -> 1 -> 2.5
        var mean = layer.Weights.Single(weight => weight.Name == "moving_mean").Variable;
        context.Updates.Single(update => update.Target == mean).Value.Item().ShouldBe(2.5f);
    }

    [Fact]
    public void A_frozen_normalization_uses_its_averages()
    {
        var layer = new BatchNormalization { Trainable = false };
        var context = new CallContext(training: true);
        layer.Apply(Tensor.Ones([4, 1]) * 2, context);

        context.Updates.ShouldBeEmpty();
    }

    [Fact]
    public void Masks_pass_through_layers_that_work_step_by_step()
    {
        var model = new Sequential { new Embedding(5, 3, maskZero: true), new Dense(2), new Dropout(0.1) };
        var context = new CallContext();
        Tensor output = model.Apply(Tensor.From(new[,] { { 1, 2, 0 }, { 3, 0, 0 } }), context);

        context.MaskOf(output)!.ToArray<bool>().ShouldBe([true, true, false, true, false, false]);
    }

    [Fact]
    public void A_masked_loss_counts_only_the_steps_that_count()
    {
        var masked = new Sequential { new Masking(), new Dense(1, kernelInitializer: new Ones()) };
        masked.Compile(new SGD(), new MeanSquaredError());
        // Steps 1 and 2 count; the third is masked. Errors 1 and 4.
        var loss = masked.Evaluate(Tensor.From(new float[,,] { { { 1 }, { 2 }, { 0 } } }), Tensor.Zeros([1, 3, 1]),
            verbose: Verbosity.Silent).Loss;

        loss.ShouldBe(2.5, 1e-5);
    }

    [Fact]
    public void Lanes_do_not_change_the_bits()
    {
        float[] Weights(int threads)
        {
            var model = new Sequential { new Dense(64, Activation.Relu, inputDim: 20), new BatchNormalization(), new Dropout(0.3),
                new Dense(3, Activation.Softmax) };
            model.Compile(new Adam(), new SparseCategoricalCrossentropy(), [new Accuracy()],
                options: new CompileOptions { Threads = threads });
            var x = RandomKey.From(5).Normal([150, 20]).Compute();
            model.Fit(x, RandomKey.From(6).Integers([150], 0, 3).Compute(), epochs: 2, verbose: Verbosity.Silent);
            return [.. model.GetWeights().SelectMany(weight => weight.ToArray())];
        }

        Weights(1).ShouldBe(Weights(2));
    }
}
