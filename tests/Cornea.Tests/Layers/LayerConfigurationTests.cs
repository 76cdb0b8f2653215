using Shouldly;

namespace Cornea.Tests.Layers;

/// <summary>What a layer's constructor takes: given back by properties, and meant.</summary>
public sealed class LayerConfigurationTests
{
    private static readonly Tensor Sequence = Tensor.Arange(0, 24).ToFloat32().Reshape(2, 4, 3) / 10;

    // Classes whose configuration is not that of one constructor of a layer.
    private static readonly Type[] NotOfOneConstructor = [typeof(Lambda), typeof(InputLayer), typeof(Sequential), typeof(Functional)];

    [Fact]
    public void Every_layer_is_in_the_registry()
    {
        var missing = typeof(Layer).Assembly.GetTypes()
            .Where(type => type is { IsPublic: true, IsAbstract: false } && type.IsSubclassOf(typeof(Layer)))
            .Where(type => !NotOfOneConstructor.Contains(type) && !Registry.TryGet(type, out _));
        missing.Select(type => type.Name).Order().ShouldBeEmpty();
    }

    [Fact]
    public void Initializers_regularizers_and_constraints_are_given_back()
    {
        var convolution = new Conv2D(
            32, 3, activation: Activation.Relu, kernelInitializer: new HeNormal(), biasRegularizer: new L2(0.1),
            kernelConstraint: new MaxNorm(3), name: "c", trainable: false, dtype: "mixed_float16");
        convolution.KernelInitializer.ShouldBe(new HeNormal());
        convolution.BiasInitializer.ShouldBe(new Zeros());
        convolution.BiasRegularizer.ShouldBe(new L2(0.1));
        convolution.KernelConstraint.ShouldBe(new MaxNorm(3));
        (convolution.Name, convolution.Trainable).ShouldBe(("c", false));
        convolution.DTypePolicy.ShouldBe(new DTypePolicy("mixed_float16"));

        var recurrent = new LSTM(4, recurrentInitializer: new RandomNormal(0, 0.1), dropout: 0.2, seed: 7, trainable: false);
        recurrent.RecurrentInitializer.ShouldBe(new RandomNormal(0, 0.1));
        recurrent.KernelInitializer.ShouldBe(new GlorotUniform());
        recurrent.Dropout.ShouldBe(0.2);
        recurrent.Seed.ShouldBe(7);
        recurrent.Cell.Trainable.ShouldBeFalse();
        new LayerNormalization().Axis.ShouldHaveSingleItem().ShouldBe(-1);
        new MultiHeadAttention(2, 3).ValueDim.ShouldBe(3);
    }

    [Fact]
    public void Initializers_make_the_first_values()
    {
        Layer[] layers =
        [
            new SeparableConv1D(2, 2, depthwiseInitializer: new Ones(), pointwiseInitializer: new Ones(), biasInitializer: new Ones()),
            new GRU(2, kernelInitializer: new Ones(), recurrentInitializer: new Ones(), biasInitializer: new Ones()),
            new ConvLSTM1D(
                2, 2, kernelInitializer: new Ones(), recurrentInitializer: new Ones(), biasInitializer: new Ones(), unitForgetBias: false),
        ];
        foreach (var layer in layers)
        {
            layer.BuildFor([layer is ConvLSTM ? [Shape.Unknown, 4, 3, 2] : [Shape.Unknown, 4, 3]]);
            layer.GetWeights().ShouldAllBe(weight => weight.ToArray().All(value => value == 1), layer.ClassName);
        }
    }

    [Fact]
    public void A_seed_of_its_own_makes_a_layer_draw_the_same_whatever_draws_before_it()
    {
        static float[] Draw(int? seed, bool another)
        {
            var (context, dropout) = (new CallContext(true, RandomKey.From(3)), new Dropout(0.5, seed: seed));
            if (another)
                _ = new GaussianNoise(1).Apply(Sequence, context);
            return ((Tensor)dropout.Apply(Tensor.Ones([4, 50]), context)).ToArray();
        }
        Draw(5, another: true).ShouldBe(Draw(5, another: false));
        Draw(null, another: true).ShouldNotBe(Draw(null, another: false));
        Draw(5, another: false).ShouldNotBe(Draw(6, another: false));
    }

    [Fact]
    public void A_layer_with_a_seed_draws_anew_at_each_call_of_a_pass()
    {
        var (context, noise) = (new CallContext(true, RandomKey.From(3)), new GaussianNoise(1, seed: 1));
        Tensor first = noise.Apply(Sequence, context), second = noise.Apply(Sequence, context);
        first.ToArray().ShouldNotBe(second.ToArray());
    }

    [Fact]
    public void Rms_scaling_neither_centers_nor_shifts()
    {
        var layer = new LayerNormalization(epsilon: 0, rmsScaling: true);
        // The variance of (1, 3) is 1.
        ((Tensor)layer.Apply(Tensor.From([1f, 3], [1, 2]))).ToArray().ShouldBe([1, 3], 1e-6);
        layer.Weights.Select(weight => weight.Name).ShouldBe(["gamma"]);
    }

    [Fact]
    public void Padding_of_sequences_knows_channels_first()
    {
        var padded = (Tensor)new ZeroPadding1D((1, 2), DataFormat.ChannelsFirst).Apply(Tensor.From([1f, 2, 3, 4], [1, 2, 2]));
        padded.ToArray().ShouldBe([0, 1, 2, 0, 0, 0, 3, 4, 0, 0]);
        Should.Throw<ArgumentException>(() => new Cropping3D([(1, 1)])).Message.ShouldContain("3 spatial axes");
    }

    [Fact]
    public void An_inverted_lookup_gives_the_integers_of_indices()
    {
        var lookup = new IntegerLookup(vocabulary: [12, 36], invert: true);
        ((Tensor)lookup.Apply(Tensor.From([0, 1, 2]))).ToArray<long>().ShouldBe([-1, 12, 36]);
        var learned = new IntegerLookup(vocabulary: new IntegerLookup().Vocabulary);
        learned.Adapt(Tensor.From([4, 4, 5]));
        learned.Vocabulary.ShouldBe([-1, 4, 5]);
    }

    [Fact]
    public void What_is_not_implemented_is_refused()
    {
        Should.Throw<ArgumentException>(() => new MultiHeadAttention(2, 3, useGate: true)).Message.ShouldContain("gated attention");
        Should.Throw<ArgumentException>(() => new GroupQueryAttention(2, 2, 2, slidingWindow: 4)).Message.ShouldContain("sliding-window");
        Should.Throw<ArgumentException>(() => new MultiHeadAttention(2, 3, attentionAxes: [1, 2])).Message.ShouldContain("axis 1 alone");
        Should.Throw<ArgumentException>(() => new Discretization([0], sparse: true)).Message.ShouldContain("dense outputs");
        Should.Throw<ArgumentException>(() => new Resizing(2, 2, cropToAspectRatio: true, padToAspectRatio: true)).Message
            .ShouldContain("crop or pad");
    }
}
